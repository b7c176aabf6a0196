package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/view"
)

// requestLog prints what `redpack sandbox` has to say: how to reach it, a line for each request, the summary. Requests
// come from many goroutines.
type requestLog struct {
	look   page.Style
	json   bool
	broken chan error // the first error of the writer, which ends the simulator

	mu sync.Mutex
	w  io.Writer
}

func newRequestLog(w io.Writer, look page.Style, asJSON bool) *requestLog {
	return &requestLog{w: w, look: look, json: asJSON, broken: make(chan error, 1)}
}

// begin starts the simulator and prints how to reach it, before the first request is printed.
func (l *requestLog) begin(start func() (*sandbox.Server, error)) (*sandbox.Server, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	server, err := start()
	if err != nil {
		return nil, err
	}
	access, err := accessOf(server)
	if err != nil {
		return server, err
	}
	if l.json {
		return server, l.object(access)
	}
	return server, plain.Write(l.w, plain.Frame(access.text(l.look)))
}

// object writes one line of JSON.
func (l *requestLog) object(v any) error {
	return plain.JSON(l.w, v, "")
}

// access is what a client needs to know of a running simulator.
type access struct {
	Type       string        `json:"type"`
	Endpoint   string        `json:"endpoint"`
	MchID      string        `json:"mch_id"`
	AppID      string        `json:"appid"`
	MiniAppID  string        `json:"mini_appid"`
	Rules      sandbox.Rules `json:"rules"`
	BalanceFen money.Fen     `json:"balance_fen"`
	Ledger     string        `json:"ledger"`
	CAFile     string        `json:"ca_file"`
	CertFile   string        `json:"cert_file"`
	KeyFile    string        `json:"key_file"`
	P12File    string        `json:"p12_file"`
	ModernP12  string        `json:"modern_p12_file"`
	APIKeyFile string        `json:"api_key_file"`
}

func accessOf(server *sandbox.Server) (access, error) {
	report, err := server.Report()
	if err != nil {
		return access{}, err
	}
	ledger, err := filepath.Abs(server.LedgerPath())
	if err != nil {
		return access{}, lang.Errorf("name the sandbox's files: %w", "确定模拟器的文件：%w", err)
	}
	in := func(name string) string { return filepath.Join(filepath.Dir(ledger), name) }
	return access{
		Type: "start", Endpoint: server.Endpoint(), MchID: server.MchID(), AppID: server.AppID(), MiniAppID: server.MiniAppID(),
		Rules: report.Rules, BalanceFen: report.Balance, Ledger: ledger,
		CAFile: in(sandbox.CAFile), CertFile: in(sandbox.ClientCertFile), KeyFile: in(sandbox.ClientKeyFile),
		P12File: in(sandbox.ClientP12File), ModernP12: in(sandbox.ModernP12File), APIKeyFile: in(sandbox.KeyFile),
	}, nil
}

func (a access) text(look page.Style) string {
	return look.Say(simulatorAnswers(a, look))
}

// merchantBlock is the HCL that leads a campaign to the simulator. Its quiet hours are the simulator's: only the rules of
// 2015 close the night.
func (a access) merchantBlock() string {
	file := hclwrite.NewEmptyFile()
	body := file.Body().AppendNewBlock("merchant", []string{"main"}).Body()
	set := func(name, value string) { body.SetAttributeValue(name, cty.StringVal(value)) }
	set("mch_id", a.MchID)
	set("appid", a.AppID)
	set("cert_file", a.CertFile)
	set("key_file", a.KeyFile)
	set("ca_file", a.CAFile)
	set("api_key_file", a.APIKeyFile)
	set("endpoint", a.Endpoint)
	if a.Rules == sandbox.Rules2015 {
		set("protocol", string(a.Rules))
	} else {
		limits := body.AppendNewBlock("limits", nil).Body()
		limits.SetAttributeValue("quiet_hours", cty.StringVal("none"))
	}
	return string(hclwrite.Format(file.Bytes()))
}

func indented(text string) string {
	const indent = "  "
	return indent + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+indent) + "\n"
}

// answered is a request in JSON. The names are the ledger's; amounts are fen.
type answered struct {
	Type   string    `json:"type"`
	At     time.Time `json:"at"`
	TookMS float64   `json:"took_ms"`
	Call   string    `json:"call"`
	Status int       `json:"http_status"` // 0: the connection was cut
	BillNo string    `json:"mch_billno,omitempty"`
	OpenID string    `json:"re_openid,omitempty"`
	Amount money.Fen `json:"total_amount,omitempty"`
	Code   string    `json:"code,omitempty"`
	Fault  string    `json:"fault,omitempty"`
}

// request prints one answered call.
func (l *requestLog) request(r sandbox.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var err error
	if l.json {
		err = l.object(answered{
			Type: "request", At: r.At.In(beijing.Zone), TookMS: float64(r.Took.Microseconds()) / 1000, Call: r.Call, Status: r.Status,
			BillNo: r.BillNo, OpenID: r.OpenID, Amount: r.Amount, Code: r.Code, Fault: r.Fault,
		})
	} else {
		_, err = plain.Fprintf(l.w, "%s\n", l.line(r))
	}
	if err == nil {
		return
	}
	select {
	case l.broken <- lang.Errorf("print the requests: %w", "输出请求：%w", err):
	default: // the first one has ended the simulator already
	}
}

func (l *requestLog) line(r sandbox.Request) string {
	status := strconv.Itoa(r.Status)
	if r.Status == 0 {
		status = "---"
	}
	parts := []string{
		r.At.In(beijing.Zone).Format("01-02 15:04:05.000"), fmt.Sprintf("%5d ms", r.Took.Milliseconds()),
		fmt.Sprintf("%-11s", r.Call), status, fmt.Sprintf("%-12s", r.Code),
	}
	if r.BillNo != "" {
		parts = append(parts, r.BillNo)
	}
	if r.OpenID != "" {
		parts = append(parts, r.OpenID, l.look.Money(r.Amount))
	}
	if r.Fault != "" {
		parts = append(parts, l.look.Say(lang.Format("fault %s", "故障 %s", r.Fault)))
	}
	return strings.TrimRight(strings.Join(parts, "  "), " ")
}

// end prints the ledger's summary.
func (l *requestLog) end(report *sandbox.Report) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.json {
		return l.object(view.LedgerSummaryOf(report))
	}
	return view.Ledger(l.w, report, l.look)
}

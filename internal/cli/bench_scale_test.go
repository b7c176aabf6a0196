package cli_test

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/money"
)

var (
	upTo = flag.Int("upto", 1_000_000, "measure campaigns of so many recipients at the most, beginning with 10,000 and each ten times the one before")
	// against makes figures comparable: machines differ, and one machine differs from hour to hour.
	against = flag.String("against", "", "measure another redpack, too, such as an older one")
)

// BenchmarkScale lives a campaign's life with whole processes, at 10,000 recipients and at ten times as many, again and again: x-tenth
// is what a step takes of time beside the same step of a tenth of the people, and peak-MB its largest memory. Everybody is sent to over
// mutual TLS, to a server in a process of its own that costs next to nothing; both share the machine. Use it with -benchtime=1x.
//
//	go test ./internal/cli -run '^$' -bench Scale -benchtime=1x -timeout=2h -upto=1000000
func BenchmarkScale(b *testing.B) {
	s := &scale{programs: map[string]string{"": build(b)}, before: map[string]time.Duration{}}
	if *against != "" {
		s.programs["/against"] = *against
	}
	for n := 10_000; n <= *upTo; n *= 10 {
		for name, program := range s.programs {
			s.live(b, n, name, program)
		}
	}
}

// scale keeps what the steps of a tenth of the people took.
type scale struct {
	programs map[string]string
	before   map[string]time.Duration
}

// life is one campaign of one size, and who plans and sends it.
type life struct {
	*scale
	b       *testing.B
	n       int
	name    string // of the program
	redpack string
	dir     string
	asks    func() (orders, first, last int64) // the server, of what came since it was asked last
}

func (s *scale) live(b *testing.B, n int, name, redpack string) {
	l := &life{scale: s, b: b, n: n, name: name, redpack: redpack, dir: b.TempDir()}
	farMembers(b, l.dir, 0, n)
	stop := l.serve()
	defer stop()
	l.step("validate", "validate")
	l.step("plan-fresh", "plan")
	l.send("apply", 0, n)
	l.step("plan-done", "plan")
	l.step("show-list", "show", "-list")
	l.step("state-list", "state", "list")
	l.step("state-check", "state", "check")
	l.step("report-csv", "report", "-o", "report.csv")
	next := filepath.Join(l.dir, "next")
	check(b, os.Mkdir(next, 0o700))
	farMembers(b, next, n/100, n)
	merchant, err := os.ReadFile(filepath.Join(l.dir, "merchant.hcl"))
	check(b, err)
	check(b, os.WriteFile(filepath.Join(next, "merchant.hcl"), merchant, 0o600))
	l.step("diff", "diff", ".", "next")
	// Everybody was paid, and then the list grows by one in a hundred.
	farMembers(b, l.dir, 0, n+n/100)
	l.send("apply-rest", n, n+n/100)
}

// farMembers writes a campaign with the rows of a range.
func farMembers(b *testing.B, dir string, from, until int) {
	b.Helper()
	file, err := os.Create(filepath.Join(dir, "members.csv"))
	check(b, err)
	w := bufio.NewWriter(file)
	_, _ = w.WriteString("id,openid,name,amount\n") // Flush reports what fails
	for i := from; i < until; i++ {
		_, _ = fmt.Fprintf(w, "m%07d,oTEST%023d,张三,%s\n", i, i, amountOf(i).Yuan())
	}
	check(b, w.Flush())
	check(b, file.Close())
	check(b, os.WriteFile(filepath.Join(dir, "campaign.hcl"), []byte(`
campaign "members" {
  merchant  = merchant.m
  date      = "`+time.Now().Format(time.DateOnly)+`"
  send_name = "天虹百货"
  act_name  = "会员新年红包"
  remark    = "2027"
  wishing   = "新年快乐"
  recipients_from "csv" {
    path   = "members.csv"
    key    = row.id
    openid = row.openid
    amount = row.amount
    label  = row.name
  }
}
`), 0o600))
}

func amountOf(row int) money.Fen { return money.Fen(100 + row%900) }

// totalOf is the money of the rows of a range.
func totalOf(from, until int) (sum money.Fen) {
	for i := from; i < until; i++ {
		sum += amountOf(i)
	}
	return sum
}

// step measures a command that changes nothing: three times where it is quick, and the best of them counts.
func (l *life) step(name string, args ...string) {
	best := l.run(args...)
	for range 2 {
		if best.Took > 5*time.Second {
			break
		}
		if again := l.run(args...); again.Took < best.Took {
			best = again
		}
	}
	l.report(name, best.Took, best, nil)
}

// send pays those from a row of the list on. The rate is what the server saw; first is from the start of the process until the first
// request was there, plans and approval included.
func (l *life) send(name string, from, until int) {
	began := time.Now()
	spent := l.run("apply", "-plain", "-confirm-total="+totalOf(from, until).Yuan())
	orders, first, last := l.asks()
	if orders != int64(until-from) {
		l.b.Fatalf("%d of %d orders came", orders, until-from)
	}
	more := map[string]float64{
		"first-ms": float64(first-began.UnixNano()) / 1e6, "sends/s": float64(orders-1) / (float64(last-first) / 1e9),
	}
	if info, err := os.Stat(filepath.Join(l.dir, "redpack.state")); err == nil {
		more["B/packet"] = float64(info.Size()) / float64(until)
	}
	l.report(name, spent.Took, spent, more)
}

func (l *life) report(name string, took time.Duration, spent cost, more map[string]float64) {
	key := name + l.name
	l.b.Run(fmt.Sprintf("%s/%d%s", name, l.n, l.name), func(b *testing.B) {
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(took.Microseconds())/1000, "ms")
		b.ReportMetric(float64(spent.Busy.Microseconds())/1000, "cpu-ms")
		b.ReportMetric(float64(spent.Peak)/1e6, "peak-MB")
		if tenth := l.before[key]; tenth > 0 {
			b.ReportMetric(float64(took)/float64(tenth), "x-tenth")
		}
		for unit, value := range more {
			b.ReportMetric(value, unit)
		}
	})
	l.before[key] = took
}

// run measures one process of the campaign's.
func (l *life) run(args ...string) cost {
	l.b.Helper()
	return spend(l.b, l.dir, append([]string{l.redpack}, args...)...)
}

// serve starts the server beside the campaign.
func (l *life) serve() (stop func()) {
	cmd := helper(l.b, "farside", l.dir, "lean")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	check(l.b, err)
	out, err := cmd.StdoutPipe()
	check(l.b, err)
	check(l.b, cmd.Start())
	said := bufio.NewReader(out)
	if line, err := said.ReadString('\n'); err != nil {
		l.b.Fatal(line, err)
	}
	l.asks = func() (orders, first, last int64) {
		_, err := io.WriteString(in, "\n")
		check(l.b, err)
		_, err = fmt.Fscan(said, &orders, &first, &last)
		check(l.b, err)
		return orders, first, last
	}
	return func() {
		check(l.b, in.Close())
		check(l.b, cmd.Wait())
	}
}

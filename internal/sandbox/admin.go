package sandbox

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// adminPrefix leads to the simulator's own pages, behind the same client certificate:
//
//	GET  /sandbox/ledger                  the report as JSON
//	GET  /sandbox/ledger?summary          without packets and persons
//	POST /sandbox/advance?by=26h          move the virtual clock
//	POST /sandbox/topup?yuan=500.00       add money
const adminPrefix = "/sandbox/"

func (s *Server) admin(r *http.Request) answer {
	var err error
	switch r.Method + " " + r.URL.Path {
	case "GET /sandbox/ledger":
	case "POST /sandbox/advance":
		var by time.Duration
		if by, err = time.ParseDuration(r.URL.Query().Get("by")); err == nil {
			err = s.Advance(by)
		}
	case "POST /sandbox/topup":
		var amount money.Fen
		if amount, err = money.ParseYuan(r.URL.Query().Get("yuan")); err == nil {
			err = s.TopUp(amount)
		}
	default:
		return page(http.StatusNotFound, "Not Found")
	}
	if err != nil {
		return told(http.StatusBadRequest, map[string]string{"error": err.Error()})
	}
	report, err := s.Report()
	if err != nil {
		return told(http.StatusInternalServerError, map[string]string{"error": err.Error()})
	}
	if r.URL.Query().Has("summary") {
		report.Packets, report.Persons = nil, nil
	}
	return told(http.StatusOK, report)
}

// told answers in JSON.
func told(status int, v any) answer {
	body, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return page(http.StatusInternalServerError, "Internal Server Error")
	}
	return answer{status: status, body: append(body, '\n')}
}

// TopUp adds money to the merchant's account.
func (s *Server) TopUp(amount money.Fen) error {
	if amount <= 0 {
		return lang.Errorf("a top-up of %s adds nothing", "充值 %s 等于没有充值", amount)
	}
	return s.ledger.durably(func(at instant) error { return s.ledger.record(&record{Kind: kindTopUp, Fen: amount}, at) })
}

package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/money"
)

// Request is one answered call, for a log. It holds no secret, and the openid is masked.
type Request struct {
	At     time.Time     // virtual
	Took   time.Duration // on the machine's clock
	Call   string        // sendredpack, gethbinfo, …
	Status int           // HTTP
	BillNo string
	OpenID string // masked
	Amount money.Fen
	Code   string // err_code, or the packet's status for a query that found it
	Fault  string // the item of the SPEC that struck
}

// answer is what goes back on the connection, and when.
type answer struct {
	status int
	page   bool // HTML
	body   []byte
	digest string        // header of a bill
	lost   bool          // the connection is cut in its place
	delay  time.Duration // on top of the latency
	depart func()        // ends the call for the finding "one call at a time"
	log    Request
}

func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	began := s.options.Now()
	a := s.answer(w, r)
	if a.log.Call == "" {
		a.log.Call = r.URL.Path
	}
	s.deliver(w, r, &a)
	if s.options.Log != nil {
		a.log.Status, a.log.Took = a.status, s.options.Now().Sub(began)
		if a.log.At.IsZero() {
			a.log.At = s.ledger.clock.at().virtual
		}
		s.options.Log(a.log)
	}
	if a.lost {
		panic(http.ErrAbortHandler) // net/http's way to cut a connection
	}
}

// answer finds the call and does it.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) answer {
	commonName, err := s.guard.check(r.TLS)
	if err != nil {
		return page(http.StatusBadRequest, err.Error())
	}
	if strings.HasPrefix(r.URL.Path, adminPrefix) {
		return s.admin(r)
	}
	api := s.apis[r.URL.Path]
	if api == nil {
		return page(http.StatusNotFound, "Not Found")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if tooLarge := (*http.MaxBytesError)(nil); err != nil && !errors.As(err, &tooLarge) {
		return page(http.StatusBadRequest, "Bad Request")
	}
	c := &call{server: s, api: api, at: s.ledger.clock.at(), remote: r.RemoteAddr}
	a := c.answer(body, commonName)
	a.log.Call, a.log.At = api.name, c.at.virtual
	return a
}

// deliver waits as long as the weather asks and writes. A client that hangs up ends the wait.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, a *answer) {
	sleep(r.Context(), s.options.Latency)
	if a.depart != nil {
		a.depart()
	}
	sleep(r.Context(), a.delay)
	if a.lost {
		return
	}
	header := w.Header()
	header.Set("Server", "nginx")
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	if header.Set("Content-Type", "text/xml; charset=utf-8"); a.page { // for programs
		header.Set("Content-Type", "text/html")
	}
	if strings.HasPrefix(r.URL.Path, adminPrefix) && !a.page {
		header.Set("Content-Type", "application/json")
	}
	if a.digest != "" {
		header.Set("Content-Type", "text/plain; charset=utf-8") // for programs
		header.Set("Digest", a.digest)
	}
	w.WriteHeader(a.status)
	// A client that has gone gets nothing; the ledger already knows what happened.
	_, _ = w.Write(a.body)
}

func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// page is an answer in the form of the platform's web server, not of its API.
func page(status int, title string) answer {
	const layout = "<html>\r\n<head><title>%[1]s</title></head>\r\n<body bgcolor=\"white\">\r\n<center><h1>%[1]s</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n" // for programs
	return answer{status: status, page: true, body: fmt.Appendf(nil, layout, strconv.Itoa(status)+" "+title), log: Request{Code: title}}
}

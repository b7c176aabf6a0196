package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

// Server is a running simulator.
type Server struct {
	options   Options
	authority *authority
	clientKey []byte // PEM
	guard     *guard
	apis      map[string]*endpoint
	ledger    *ledger
	cut       int // bytes of an unfinished line that the last server left

	listener net.Listener
	http     *http.Server
	sends    atomic.Uint64 // since the start, by which faults are scheduled
	queries  atomic.Uint64
	bills    atomic.Uint64
	served   chan struct{}
	closing  sync.Once
	closeErr error
}

const (
	headerTimeout = 10 * time.Second // against clients that send a byte now and then
	readTimeout   = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 16 << 10
	drainTimeout  = 5 * time.Second
)

// Start opens the ledger, makes or reads the certificates and serves until Close or the end of the context. A second
// server on the same ledger is refused with a *LockedError, a broken ledger with a *DamagedError.
func Start(ctx context.Context, o Options) (*Server, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	if o.Dir != "" {
		if err := osfile.MakeFolder(o.Dir, 0o700); err != nil {
			return nil, lang.Errorf("make the sandbox's folder: %w", "新建模拟器的文件夹：%w", err)
		}
	}
	file, book, cut, err := openLedger(o.LedgerPath)
	if err != nil {
		return nil, err
	}
	s := &Server{cut: cut, served: make(chan struct{})}
	if err := s.prepare(o, lockedFile{file}, book); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	go s.serve()
	context.AfterFunc(ctx, func() {
		// Whoever calls Close gets the same error.
		_ = s.Close()
	})
	return s, nil
}

// prepare does everything that can fail.
func (s *Server) prepare(o Options, f file, b *book) error {
	o, err := o.completeMerchant(b.mchID)
	if err != nil {
		return err
	}
	s.options = o
	if s.authority, err = openAuthority(&s.options); err != nil {
		return err
	}
	if s.clientKey, err = s.authority.client.keyPEM(); err != nil {
		return err
	}
	s.guard = newGuard(s.authority, o.Now)
	s.apis = endpoints(o)
	c := newClock(o.Now, o.Speed, b.last)
	s.ledger = newLedger(&s.options, b, newJournal(f, b.seq), c)
	if s.listener, err = (&net.ListenConfig{}).Listen(context.Background(), "tcp", o.Listen); err != nil {
		return lang.Errorf("listen for the sandbox: %w", "模拟器监听：%w", err)
	}
	s.http = &http.Server{
		Handler: http.HandlerFunc(s.handle), TLSConfig: s.authority.config(),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		// A failed handshake is the client's trouble, and it is told.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	if err := s.begin(c.at()); err != nil {
		return errors.Join(err, s.listener.Close())
	}
	return nil
}

// begin writes the first line of a new ledger and the line of this start, durably: from now on the balance is a fact.
func (s *Server) begin(at instant) error {
	l, o := s.ledger, &s.options
	if l.book.seq == 0 {
		if err := l.record(&record{Kind: kindLedger, Format: ledgerFormat, MchID: o.MchID, Fen: o.Balance}, at); err != nil {
			return err
		}
	}
	start := &record{Kind: kindStart, PID: os.Getpid(), Listen: s.listener.Addr().String(), Rules: o.Rules}
	if err := l.record(start, at); err != nil {
		return err
	}
	return l.journal.wait(l.book.seq)
}

func (s *Server) serve() {
	defer close(s.served)
	err := s.http.ServeTLS(s.listener, "", "")
	if !errors.Is(err, http.ErrServerClosed) {
		s.ledger.journal.fail(lang.Errorf("serve the sandbox: %w", "模拟器运行：%w", err))
	}
}

// Close stops listening, lets calls under way finish for a few seconds, makes the ledger durable and gives its lock back.
func (s *Server) Close() error {
	s.closing.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		err := s.http.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = s.http.Close()
		}
		<-s.served
		s.closeErr = errors.Join(err, s.ledger.markTime(), s.ledger.journal.close())
	})
	return s.closeErr
}

// markTime keeps a fast clock's time for the next start.
func (l *ledger) markTime() error {
	return l.locked(func() error {
		at := l.clock.at()
		if l.options.Speed == 1 && !at.virtual.After(at.wall) {
			return nil
		}
		return l.record(&record{Kind: kindClock}, at)
	})
}

// Endpoint is the base URL, https://127.0.0.1:port.
func (s *Server) Endpoint() string { return "https://" + s.listener.Addr().String() }

// MchID is the merchant's number.
func (s *Server) MchID() string { return s.options.MchID }

// AppID is the official account's appid, which sendredpack wants as wxappid.
func (s *Server) AppID() string { return s.options.AppID }

// MiniAppID is the mini-program's appid, which sendminiprogramhb wants as wxappid.
func (s *Server) MiniAppID() string { return s.options.MiniAppID }

// APIKey is the APIv2 key that requests are signed with.
func (s *Server) APIKey() string { return s.options.Key }

// LedgerPath is where the ledger lies.
func (s *Server) LedgerPath() string { return s.options.LedgerPath }

// CutBytes is the length of the unfinished line that a killed server left and this start cut off; usually 0.
func (s *Server) CutBytes() int { return s.cut }

// CAPEM is the certificate that a client must trust.
func (s *Server) CAPEM() []byte { return s.authority.ca.certPEM() }

// ClientCertPEM is the merchant's certificate.
func (s *Server) ClientCertPEM() []byte { return s.authority.client.certPEM() }

// ClientKeyPEM is the key of the merchant's certificate, in PKCS#8.
func (s *Server) ClientKeyPEM() []byte { return append([]byte(nil), s.clientKey...) }

// ClientP12 packs the merchant's certificate and key with mch_id as the password: with the old encryption that Go's and
// other old libraries read, or with the modern one of OpenSSL 3.
func (s *Server) ClientP12(legacy bool) ([]byte, error) {
	return s.authority.clientP12(s.options.MchID, legacy)
}

// IssueClient makes one more client certificate of the same authority, for rehearsing a certificate that has expired or
// belongs to another merchant.
func (s *Server) IssueClient(commonName string, from, to time.Time) (certPEM, keyPEM []byte, err error) {
	id, err := s.authority.issueClient(commonName, from, to)
	if err != nil {
		return nil, nil, err
	}
	keyPEM, err = id.keyPEM()
	return id.certPEM(), keyPEM, err
}

// ClientTLS is a ready configuration for a client in the same process: it trusts the authority and shows the merchant's
// certificate.
func (s *Server) ClientTLS() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, RootCAs: s.guard.roots,
		Certificates: []tls.Certificate{{
			Certificate: [][]byte{s.authority.client.certificate.Raw}, PrivateKey: s.authority.client.key, Leaf: s.authority.client.certificate,
		}},
	}
}

// Advance moves the virtual clock forward at once: three days pass in a call.
func (s *Server) Advance(by time.Duration) error {
	if by < 0 {
		return lang.Errorf("time cannot go back by %s", "时间不能倒退 %s", -by)
	}
	s.ledger.clock.advance(by)
	return s.ledger.durably(func(at instant) error {
		if err := s.ledger.catchUp(at); err != nil {
			return err
		}
		return s.ledger.record(&record{Kind: kindClock}, at)
	})
}

// durably takes a step and waits until it is on disk.
func (l *ledger) durably(step func(instant) error) error {
	var seq uint64
	err := l.locked(func() error {
		err := step(l.clock.at())
		seq = l.book.seq
		return err
	})
	if err != nil {
		return err
	}
	return l.journal.wait(seq)
}

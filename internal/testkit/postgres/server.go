package postgres

import (
	"fmt"
	"net/url"
	"os"
	"sync"
	"syscall"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/ramdisk"
)

const (
	requiredEnv = "REDPACK_TEST_POSTGRES"
	urlEnv      = "REDPACK_TEST_POSTGRES_URL"
)

// Server is a database of a running server, as its superuser sees it.
type Server struct {
	address url.URL
	cluster *cluster // nil: somebody else's, which is neither stopped nor killed here
	private bool
}

// shared is the server of this test binary.
var shared struct {
	sync.Mutex
	server *Server
	err    error
}

// Main runs a package's tests with their files in memory, as ramdisk does, and stops the server that they have started.
func Main(m interface{ Run() int }) int { return ramdisk.Tests{M: tests{m: m}}.Run() }

// tests stop the server before the disk in memory goes.
type tests struct {
	m     interface{ Run() int }
	ahead bool
}

func (r tests) Run() int {
	if r.ahead {
		if err := ahead(); err != nil {
			fmt.Fprintln(os.Stderr, "the tests' PostgreSQL:", err)
			return 1
		}
	}
	code := r.m.Run()
	if err := stopShared(); err != nil {
		fmt.Fprintln(os.Stderr, "the tests' PostgreSQL:", err)
		return 1
	}
	return code
}

func stopShared() error {
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil || shared.server.cluster == nil {
		return nil
	}
	return shared.server.cluster.remove()
}

// Start returns the server that all tests of this binary share. It is skipped, or fails, where there is no PostgreSQL.
func Start(t testing.TB) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = share()
	}
	return available(t, shared.server, shared.err)
}

func share() (*Server, error) {
	if given := os.Getenv(urlEnv); given != "" {
		address, err := url.Parse(given)
		if err != nil {
			return nil, fmt.Errorf("%s is no address: %w", urlEnv, err)
		}
		return &Server{address: *address}, nil
	}
	c, err := startCluster()
	if err != nil {
		return nil, err
	}
	return &Server{address: c.address(), cluster: c}, nil
}

// Private starts a server for this test alone, which it may stop, kill and start again. Settings are those of postgresql.conf, such
// as "fsync=off", and win over the ones that all servers here have.
func Private(t testing.TB, settings ...string) *Server {
	t.Helper()
	c, err := startCluster(settings...)
	if err != nil {
		return available(t, nil, err)
	}
	t.Cleanup(func() {
		if err := c.remove(); err != nil {
			t.Errorf("the test's PostgreSQL: %v", err)
		}
	})
	return &Server{address: c.address(), cluster: c, private: true}
}

// available skips a test where no server is installed, unless the environment wants one.
func available(t testing.TB, s *Server, err error) *Server {
	t.Helper()
	missing, lacking := err.(*missingError) //nolint:errorlint // made by this package and wrapped by nobody
	switch {
	case err == nil:
	case lacking && os.Getenv(requiredEnv) != "required":
		t.Skip(missing)
	case lacking:
		t.Fatalf("%v, and %s=required wants one", missing, requiredEnv)
	default:
		t.Fatalf("PostgreSQL does not start: %v", err)
	}
	return s
}

// missingError is that a program is not installed.
type missingError struct{ program, pkg string }

func (e *missingError) Error() string {
	return fmt.Sprintf("no %s is installed here (apt-get install %s)", e.program, e.pkg)
}

// URL is the address of the database as its superuser, with the password.
func (s *Server) URL() string { return s.address.String() }

// Addr is the host and the port at which the server listens.
func (s *Server) Addr() string { return s.address.Host }

// at is the same database elsewhere, such as behind a pooler.
func (s *Server) at(host string) *url.URL {
	elsewhere := s.address
	elsewhere.Host = host
	return &elsewhere
}

// CAFile is the certificate by which a client knows the server: sslmode=verify-full&sslrootcert=… works with it at 127.0.0.1.
func (s *Server) CAFile(t testing.TB) string {
	t.Helper()
	return s.own(t).path("ca.pem")
}

// Signal is how a server is ended.
type Signal syscall.Signal

// These are the ways in which a server ends.
const (
	Fast      = Signal(syscall.SIGINT)  // every transaction is rolled back, and all is written
	Immediate = Signal(syscall.SIGQUIT) // as a power cut: the next start replays the log
	Killed    = Signal(syscall.SIGKILL) // kill -9 of the first process, which takes the others with it
)

// Stop ends the server of this test alone and waits until none of its processes is left.
func (s *Server) Stop(t testing.TB, how Signal) {
	t.Helper()
	if err := s.mine(t).stop(syscall.Signal(how)); err != nil {
		t.Fatal(err)
	}
}

// Restart starts the server again at the same address, and stops it before if it runs.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	c := s.mine(t)
	if c.running() {
		s.Stop(t, Fast)
	}
	if err := c.start(); err != nil {
		t.Fatal(err)
	}
}

// own is the cluster that this binary has started.
func (s *Server) own(t testing.TB) *cluster {
	t.Helper()
	if s.cluster == nil {
		t.Skipf("the server of %s is somebody else's", urlEnv)
	}
	return s.cluster
}

// mine is the cluster that this test alone uses.
func (s *Server) mine(t testing.TB) *cluster {
	t.Helper()
	if !s.private {
		t.Fatal("this server is shared with other tests: take one by postgres.Private")
	}
	return s.cluster
}

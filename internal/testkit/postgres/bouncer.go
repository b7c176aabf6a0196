package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Bouncer puts PgBouncer in front of the server, with a pool by transactions: what a client leaves in a session is somebody else's
// after COMMIT. It returns the address of the database behind it, as the same role.
func Bouncer(t testing.TB, s *Server) string {
	t.Helper()
	name, err := bouncerProgram()
	if err != nil {
		available(t, nil, err)
	}
	dir, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	address, run, err := bounce(dir, name, s)
	if err != nil {
		t.Fatalf("PgBouncer does not start: %v: %s", err, output(dir))
	}
	t.Cleanup(func() {
		if err := run.end(syscall.SIGINT); err != nil {
			t.Error(err)
		}
	})
	return address
}

// bouncerProgram also looks where Debian has it, out of the PATH of most people.
func bouncerProgram() (string, error) {
	for _, name := range []string{"pgbouncer", "/usr/sbin/pgbouncer"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", &missingError{program: "PgBouncer", pkg: "pgbouncer"}
}

// bounce starts it at a free port, which may be taken in the meantime.
func bounce(dir, name string, s *Server) (string, *process, error) {
	c := &cluster{dir: dir}
	var last error
	for range 5 {
		port, err := freePort()
		if err != nil {
			return "", nil, err
		}
		address := s.at(net.JoinHostPort("127.0.0.1", port))
		if err := errors.Join(c.write("pgbouncer.ini", []byte(bouncerSettings(s, port))), c.write("users", bouncerUser(address))); err != nil {
			return "", nil, err
		}
		run, err := launch(dir, name, filepath.Join(dir, "pgbouncer.ini"))
		if err != nil {
			return "", nil, err
		}
		if last = lets(run, address.String()); last == nil {
			return address.String(), run, nil
		}
		if run.alive() { // it has its port, and something else is wrong
			return "", nil, errors.Join(last, run.end(syscall.SIGKILL))
		}
	}
	return "", nil, last
}

// lets waits until a program that stands before a server lets clients in.
func lets(run *process, address string) error {
	return until(func() (bool, error) {
		if !run.alive() {
			return true, errors.New("it has ended")
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		conn, err := pgx.Connect(ctx, address)
		if err != nil {
			return false, err
		}
		return true, conn.Close(ctx)
	})
}

func bouncerSettings(s *Server, port string) string {
	return strings.Join([]string{
		"[databases]",
		fmt.Sprintf("* = host=%s port=%s", s.address.Hostname(), s.address.Port()),
		"[pgbouncer]",
		"listen_addr = 127.0.0.1",
		"listen_port = " + port,
		"unix_socket_dir =",
		"auth_type = plain",
		"auth_file = users",
		"pool_mode = transaction",
		"default_pool_size = 4",
		"server_tls_sslmode = disable",
		"",
	}, "\n")
}

func bouncerUser(address *url.URL) []byte {
	password, _ := address.User.Password()
	return fmt.Appendf(nil, "%q %q\n", address.User.Username(), password)
}

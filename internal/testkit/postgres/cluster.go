package postgres

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/authority"
)

// superuser has the name that PostgreSQL's own packages give it.
const superuser = "postgres"

// cluster is a server of our own, with its data.
type cluster struct {
	dir      string
	password string
	settings []string

	port string
	run  *process
}

// startCluster makes a new one and starts it.
func startCluster(settings ...string) (*cluster, error) {
	if _, err := program("initdb"); err != nil {
		return nil, err
	}
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, password: rand.Text(), settings: settings}
	if err = c.init(); err == nil {
		err = c.first()
	}
	if err != nil {
		return nil, errors.Join(err, c.remove())
	}
	return c, nil
}

func (c *cluster) path(name string) string { return filepath.Join(c.dir, name) }

func (c *cluster) address() url.URL {
	return url.URL{
		Scheme: "postgres", User: url.UserPassword(superuser, c.password), Host: net.JoinHostPort("127.0.0.1", c.port),
		Path: "/postgres", RawQuery: "sslmode=disable",
	}
}

// init makes the data. Its own syncs are left out: nothing is in it yet.
func (c *cluster) init() error {
	if err := c.write("password", []byte(c.password+"\n")); err != nil {
		return err
	}
	initdb, err := program("initdb")
	if err != nil {
		return err
	}
	p, err := launch(c.dir, initdb, "-D", c.path("data"), "-U", superuser, "--pwfile="+c.path("password"), "-A", "scram-sha-256",
		"-E", "UTF8", "--locale=C", "--no-sync")
	if err != nil {
		return err
	}
	if <-p.ended; p.err != nil {
		return fmt.Errorf("initdb: %w: %s", p.err, output(c.dir))
	}
	return c.certify()
}

// certify gives the server a certificate, so that clients can ask for TLS.
func (c *cluster) certify() error {
	ca := authority.New(time.Now())
	cert, key := authority.PEM(ca.Issue("127.0.0.1"))
	return errors.Join(c.write("ca.pem", ca.PEM()), c.write("server.pem", cert), c.write("server.key", key))
}

// write makes a file of the servant's.
func (c *cluster) write(name string, text []byte) error {
	u, err := servant()
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(c.path(name), text, 0o600), give(c.path(name), u))
}

// first starts the server for the first time: a port that was free a moment ago may be taken.
func (c *cluster) first() (err error) {
	for range 5 {
		if c.port, err = freePort(); err != nil {
			return err
		}
		if err = c.start(); err == nil || !strings.Contains(err.Error(), "could not bind") {
			return err
		}
	}
	return err
}

// start starts the server and waits until it lets clients in. As on a real one, an answered COMMIT is on the disk.
func (c *cluster) start() error {
	postgres, err := program("postgres")
	if err != nil {
		return err
	}
	args := []string{"-D", c.path("data")}
	for _, setting := range append([]string{
		"listen_addresses=127.0.0.1", "port=" + c.port, "unix_socket_directories=", "max_connections=200", "shared_buffers=32MB",
		"ssl=on", "ssl_cert_file=" + c.path("server.pem"), "ssl_key_file=" + c.path("server.key"),
		"fsync=on", "synchronous_commit=on", "jit=off", "timezone=UTC", "log_timezone=UTC",
	}, c.settings...) {
		args = append(args, "-c", setting)
	}
	run, err := launch(c.dir, postgres, args...)
	if err != nil {
		return err
	}
	c.run = run
	if err := c.ready(); err != nil {
		return fmt.Errorf("%w, and the server says: %s", err, output(c.dir))
	}
	return nil
}

// ready waits until the server lets clients in.
func (c *cluster) ready() error {
	address := c.address()
	return lets(c.run, address.String())
}

func (c *cluster) running() bool { return c.run != nil && c.run.alive() }

// stop ends the server and waits for the last of its processes: those of a killed server notice it a little later, and until then
// no other server may use the data.
func (c *cluster) stop(how syscall.Signal) error {
	if !c.running() {
		return nil
	}
	if err := c.run.end(how); err != nil {
		return err
	}
	if how != syscall.SIGKILL {
		return nil
	}
	return until(func() (bool, error) {
		left, err := residents(c.path("data"))
		return err == nil && len(left) == 0, err
	})
}

// remove stops the server and removes all that it had.
func (c *cluster) remove() error {
	return errors.Join(c.stop(syscall.SIGQUIT), os.RemoveAll(c.dir))
}

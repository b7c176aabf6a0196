package state

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// UnreachableError says that the database of a state cannot be reached, so nothing is known about the state.
type UnreachableError struct {
	Name string
	Err  error
}

func (e *UnreachableError) Error() string {
	why, do := unreachable(e.Err)
	return fmt.Sprintf("the state %s cannot be reached: %s. Nothing is sent without it. %s, then run the same command again.", e.Name, why, do)
}

// Unwrap yields what the connection met.
func (e *UnreachableError) Unwrap() error { return e.Err }

// SQLSTATE codes of a server that does not let somebody in.
const (
	codeNoLogin    = "28000" // no role, or no line of pg_hba.conf
	codePassword   = "28P01"
	codeNoDatabase = "3D000"
	codeParameter  = "42704"
	codeCrowded    = "53300"
	codeStarting   = "57P03"
)

// unreachable is what a connection met, in words for whoever wrote the address, and what to do about it. What it does not know it repeats.
func unreachable(err error) (why, do string) {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return refused(said)
	}
	var name *net.DNSError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var unproven *tls.CertificateVerificationError
	switch {
	case errors.As(err, &name):
		return fmt.Sprintf("no computer has the name %q (%s)", name.Name, name.Err), "Check the host in the address, and the network"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens at that port (connection refused)", "Check host and port in the address, and whether the server runs"
	case errors.As(err, &authority):
		return "the server's certificate is of an authority that this machine does not know", "Add sslrootcert=FILE with the certificate of that authority to the address"
	case errors.As(err, &host):
		return "the server's certificate is not for the host in the address (" + host.Error() + ")", "Write the host in the address as the certificate names it"
	case errors.As(err, &unproven):
		return "the server's certificate is refused (" + unproven.Err.Error() + ")", "Have its certificate renewed"
	case strings.Contains(err.Error(), "server refused TLS connection"):
		return "the server speaks no TLS, and the address asks for it", "Switch TLS on at the server (ssl = on)"
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || pgconn.Timeout(err):
		return "nobody answers in time", "Check host and port in the address, the network and its firewalls"
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE):
		return "the connection was cut", "Check whether the server runs, and the network"
	}
	return inOneLine(err), "Check the address, the network and whether the server runs"
}

// refused is what a server said that is there and does not let us in.
func refused(said *pgconn.PgError) (why, do string) {
	why = "the server says: " + said.Message
	switch said.Code {
	case codePassword:
		return why, "Check user and password in the address; letters of a password that are special in an address are written as %23 and the like"
	case codeNoLogin:
		return why, "Check the user in the address, and whether the server lets that user in from here (pg_hba.conf, and a role with LOGIN)"
	case codeNoDatabase:
		return why, "Check the database in the address, which is what stands behind the last /"
	case codeParameter:
		return why, "Check what stands behind the ? of the address"
	case codeCrowded:
		return why, "Wait until others have finished, or raise max_connections"
	case codeStarting:
		return why, "Wait a moment"
	case codeForbidden:
		return why, "Have the user given the right to CONNECT to the database"
	}
	return why, "Check the address and the server's log"
}

// awayError says why a database that was reached before is not any more.
type awayError struct{ err error }

func (e *awayError) Error() string {
	why, _ := unreachable(e.err)
	return why
}

// Unwrap yields what the connection met.
func (e *awayError) Unwrap() error { return e.err }

// inOneLine is what a connection met at each address of a host, where several met the same thing once.
func inOneLine(err error) string {
	var met []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); !slices.Contains(met, line) {
			met = append(met, line)
		}
	}
	return strings.Replace(strings.Join(met, "; "), ":;", ":", 1)
}

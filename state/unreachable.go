package state

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cashredpack/redpack/internal/lang"
)

// UnreachableError says that the database of a state cannot be reached, so nothing is known about the state.
type UnreachableError struct {
	Name string
	Err  error
}

func (e *UnreachableError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *UnreachableError) Said() lang.Text {
	why, do := unreachable(e.Err)
	return lang.Format("the state %s cannot be reached: %s. Nothing is sent without it. %s, then run the same command again.",
		"连不上状态库 %s：%s。没有它就不发放。%s，然后再运行同一条命令。", named(e.Name), why, do)
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
func unreachable(err error) (why, do lang.Text) {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return lang.Format("the server says: %s", "服务器说：%s", said.Message), refused(said)
	}
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		return lang.Format("no computer has the name %q (%s)", "找不到名为 %q 的主机（%s）", name.Name, name.Err),
			lang.Both("Check the host in the address, and the network", "检查地址中的主机和网络")
	case errors.Is(err, syscall.ECONNREFUSED):
		return lang.Both("nothing listens at that port (connection refused)", "那个端口上没有服务（连接被拒绝）"),
			lang.Both("Check host and port in the address, and whether the server runs", "检查地址中的主机和端口，以及服务器是否在运行")
	}
	if why, do, ok := unproven(err); ok {
		return why, do
	}
	switch {
	case strings.Contains(err.Error(), "server refused TLS connection"): // for programs
		return lang.Both("the server speaks no TLS, and the address asks for it", "地址要求 TLS，而服务器不支持"),
			lang.Both("Switch TLS on at the server (ssl = on)", "在服务器上打开 TLS（ssl = on）")
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || pgconn.Timeout(err):
		return lang.Both("nobody answers in time", "没有及时响应"),
			lang.Both("Check host and port in the address, the network and its firewalls", "检查地址中的主机和端口、网络和防火墙")
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE):
		return lang.Both("the connection was cut", "连接中断"), lang.Both("Check whether the server runs, and the network", "检查服务器是否在运行，以及网络")
	}
	return lang.Same(inOneLine(err)), lang.Both("Check the address, the network and whether the server runs", "检查地址、网络，以及服务器是否在运行")
}

// unproven is what a connection met whose server has not proved itself.
func unproven(err error) (why, do lang.Text, ok bool) {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var other *tls.CertificateVerificationError
	switch {
	case errors.As(err, &authority):
		return lang.Both("the server's certificate is of an authority that this machine does not know", "本机不认识签发服务器证书的 CA"),
			lang.Both("Add sslrootcert=FILE with the certificate of that authority to the address", "在地址里加上 sslrootcert=FILE，文件是该 CA 的证书"), true
	case errors.As(err, &host):
		return lang.Format("the server's certificate is not for the host in the address (%s)", "服务器证书不是地址中那台主机的（%s）", host.Error()),
			lang.Both("Write the host in the address as the certificate names it", "地址中的主机要写成证书上的名字"), true
	case errors.As(err, &other):
		return lang.Format("the server's certificate is refused (%s)", "服务器证书不被接受（%s）", other.Err.Error()),
			lang.Both("Have its certificate renewed", "让服务器换发证书"), true
	}
	return why, do, false
}

// refused is what to do about what a server said that is there and does not let us in.
func refused(said *pgconn.PgError) lang.Text {
	switch said.Code {
	case codePassword:
		return lang.Both("Check user and password in the address; letters of a password that are special in an address are written as %23 and the like",
			"检查地址中的用户和密码；密码里在地址中有特殊含义的字符要写成 %23 之类")
	case codeNoLogin:
		return lang.Both("Check the user in the address, and whether the server lets that user in from here (pg_hba.conf, and a role with LOGIN)",
			"检查地址中的用户，以及服务器是否允许该用户从这里登录（pg_hba.conf，以及有 LOGIN 的角色）")
	case codeNoDatabase:
		return lang.Both("Check the database in the address, which is what stands behind the last /", "检查地址中的数据库名，也就是最后一个 / 后面的部分")
	case codeParameter:
		return lang.Both("Check what stands behind the ? of the address", "检查地址中 ? 后面的部分")
	case codeCrowded:
		return lang.Both("Wait until others have finished, or raise max_connections", "等其他连接结束，或者调高 max_connections")
	case codeStarting:
		return lang.Both("Wait a moment", "稍等片刻")
	case codeForbidden:
		return lang.Both("Have the user given the right to CONNECT to the database", "让管理员给该用户授予数据库的 CONNECT 权限")
	}
	return lang.Both("Check the address and the server's log", "检查地址和服务器的日志")
}

// awayError says why a database that was reached before is not any more.
type awayError struct{ err error }

func (e *awayError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *awayError) Said() lang.Text {
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

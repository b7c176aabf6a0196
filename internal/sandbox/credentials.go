package sandbox

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"net"
	"path/filepath"
	"time"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

// The files of Options.Dir. The apiclient names are the platform's own.
const (
	CAFile         = "ca.pem"
	CAKeyFile      = "ca_key.pem"
	ServerCertFile = "server_cert.pem"
	ServerKeyFile  = "server_key.pem"
	ClientCertFile = "apiclient_cert.pem"
	ClientKeyFile  = "apiclient_key.pem"
	ClientP12File  = "apiclient_cert.p12"        // legacy encryption, as the platform's
	ModernP12File  = "apiclient_cert_modern.p12" // for OpenSSL 3 and Node 17 or newer
	KeyFile        = "apiv2_key.txt"
)

// openAuthority reads the certificates of the folder, or makes and writes them. Without a folder they live in memory.
func openAuthority(o *Options) (*authority, error) {
	if o.Dir == "" {
		return newAuthority(o)
	}
	a, err := readAuthority(o)
	if a == nil && err == nil {
		if a, err = newAuthority(o); err == nil {
			err = a.write(o)
		}
	}
	if err != nil {
		return nil, err
	}
	return a, writePrivate(filepath.Join(o.Dir, KeyFile), []byte(o.Key+"\n"))
}

// readAuthority returns nil without an error when the folder's certificates are not there yet, have run out, or are
// another merchant's: then new ones take their place. A file that is there and cannot be read is an error.
func readAuthority(o *Options) (*authority, error) {
	a := &authority{random: o.Random}
	for _, part := range []struct {
		cert, key string
		into      *identity
	}{{CAFile, CAKeyFile, &a.ca}, {ServerCertFile, ServerKeyFile, &a.server}, {ClientCertFile, ClientKeyFile, &a.client}} {
		id, err := readIdentity(filepath.Join(o.Dir, part.cert), filepath.Join(o.Dir, part.key))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		*part.into = id
	}
	if !a.serves(o) {
		return nil, nil
	}
	return a, nil
}

// serves says whether the certificates are good for another day, for this merchant and for the address to listen on.
func (a *authority) serves(o *Options) bool {
	tomorrow := o.Now().Add(24 * time.Hour)
	for _, id := range []identity{a.ca, a.server, a.client} {
		if tomorrow.After(id.certificate.NotAfter) || id.certificate.CheckSignatureFrom(a.ca.certificate) != nil {
			return false
		}
	}
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil || host != "" && a.server.certificate.VerifyHostname(host) != nil {
		return false
	}
	return a.client.certificate.Subject.CommonName == o.MchID
}

func readIdentity(certPath, keyPath string) (identity, error) {
	certDER, err := readPEM(certPath)
	if err != nil {
		return identity{}, err
	}
	keyDER, err := readPEM(keyPath)
	if err != nil {
		return identity{}, err
	}
	certificate, err := x509.ParseCertificate(certDER)
	if err != nil {
		return identity{}, lang.Errorf("read %s: %w", "读取 %s：%w", certPath, err)
	}
	key, err := x509.ParsePKCS8PrivateKey(keyDER)
	if err != nil {
		return identity{}, lang.Errorf("read %s: %w", "读取 %s：%w", keyPath, err)
	}
	elliptic, ok := key.(*ecdsa.PrivateKey)
	if !ok || !elliptic.PublicKey.Equal(certificate.PublicKey) {
		return identity{}, lang.Errorf("%s is not the key of %s; remove both, and new ones are made",
			"%s 不是 %s 的私钥；把两个都删掉，会生成新的", keyPath, certPath)
	}
	return identity{certificate, elliptic}, nil
}

// pemMax is more than any certificate or key has.
const pemMax = 64 << 10

func readPEM(path string) ([]byte, error) {
	content, err := bounded.ReadFile(path, pemMax)
	if err != nil {
		return nil, lang.Errorf("read the sandbox's certificates: %w",
			"读取模拟器的证书：%w", err)
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, lang.Errorf("%s is not PEM; remove it, and a new one is made",
			"%s 不是 PEM；把它删掉，会生成新的", path)
	}
	return block.Bytes, nil
}

func (a *authority) write(o *Options) error {
	files := map[string][]byte{CAFile: a.ca.certPEM(), ServerCertFile: a.server.certPEM(), ClientCertFile: a.client.certPEM()}
	for name, id := range map[string]identity{CAKeyFile: a.ca, ServerKeyFile: a.server, ClientKeyFile: a.client} {
		key, err := id.keyPEM()
		if err != nil {
			return err
		}
		files[name] = key
	}
	for name, legacy := range map[string]bool{ClientP12File: true, ModernP12File: false} {
		p12, err := a.clientP12(o.MchID, legacy)
		if err != nil {
			return err
		}
		files[name] = p12
	}
	for name := range files { // before the first is written, as they belong together
		if err := osfile.CheckInPlace(filepath.Join(o.Dir, name)); err != nil {
			return lang.Errorf("write the sandbox's certificates: %w",
				"写入模拟器的证书：%w", err)
		}
	}
	for name, content := range files {
		if err := writePrivate(filepath.Join(o.Dir, name), content); err != nil {
			return err
		}
	}
	return nil
}

// writePrivate replaces a file in one step, readable by its owner alone.
func writePrivate(path string, content []byte) error {
	if err := osfile.Replace(path, content, osfile.Private); err != nil {
		return lang.Errorf("write the sandbox's certificates: %w",
			"写入模拟器的证书：%w", err)
	}
	return nil
}

package wxpay

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cashredpack/redpack/internal/filekind"
)

// ErrPassword says that a PKCS#12 file has another password than the one it was tried with.
var ErrPassword = errors.New("the password is wrong, or the file is damaged; WeChat Pay sets the password to the mch_id")

// LoadP12 reads the merchant's apiclient_cert.p12. WeChat Pay sets its password to the mch_id. Both kinds of file are
// read: the legacy one (RC2 or 3DES) that the platform hands out and the modern one (PBES2) that OpenSSL 3 writes.
func LoadP12(data []byte, password string) (tls.Certificate, error) {
	private, leaf, issuers, err := pkcs12.DecodeChain(data, password)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("read the PKCS#12 file: %w", p12Fault(data, err))
	}
	signer, ok := private.(crypto.Signer)
	if !ok {
		return tls.Certificate{}, fmt.Errorf("read the PKCS#12 file: a key of type %T cannot sign", private)
	}
	return pair(append([]*x509.Certificate{leaf}, issuers...), signer)
}

// p12Fault says why a file could not be read, and to convert it only where that can help: where it is whole and written in a way that
// the library does not know.
func p12Fault(data []byte, err error) error {
	if fault := noP12(data); fault != nil {
		return fault
	}
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return fmt.Errorf("%w: %w", ErrPassword, err)
	case err.Error() == "pkcs12: private key missing":
		return errors.New("it holds a certificate and no private key, with which nothing can be signed; take the apiclient_cert.p12 that was " +
			"downloaded, or export it anew with its key")
	case err.Error() == "pkcs12: certificate missing":
		return errors.New("it holds a private key and no certificate; take the apiclient_cert.p12 that was downloaded, or export it anew with both")
	}
	const convert = "openssl pkcs12 -legacy -in apiclient_cert.p12 -nodes -out apiclient.pem, and name the result in cert_file and key_file"
	if unknown := pkcs12.NotImplementedError(""); errors.As(err, &unknown) || data[1] == derIndefinite {
		return fmt.Errorf("%w; convert it with: "+convert, err)
	}
	return fmt.Errorf("%w; it may be damaged, so take it anew as it was downloaded; where another program still opens it, this makes PEM of it: "+
		convert, err)
}

// noP12 says why a file is no PKCS#12 file, or a damaged one; nil where its outer form is whole.
func noP12(data []byte) error {
	kind := filekind.Of(data)
	switch {
	case isEncodedP12(data):
		return errors.New("it is a PKCS#12 file in base64; decode it first with: base64 -d, or certutil -decode on Windows")
	case bytes.Contains(data, []byte(pemBegin)):
		return errors.New("it is PEM; name it in cert_file and key_file instead of p12_file")
	case len(data) > 0 && data[0] == derSequence && kind != filekind.DERCertificate && kind != filekind.DERKey:
		return damage(data)
	case kind == filekind.PlainText, kind == filekind.Binary:
		return errors.New("it is no PKCS#12 file; name the apiclient_cert.p12 that was downloaded from the merchant platform")
	}
	return errors.New(kind.Sentence())
}

// isEncodedP12 tells whether a text holds a PKCS#12 file in base64, alone or as certutil writes it, between the lines of a certificate.
func isEncodedP12(data []byte) bool {
	text, err := PEMText(data)
	if err != nil {
		return false
	}
	inside, _ := inBase64(text)
	for block := range blocks(text) {
		inside = block.Bytes
		break
	}
	return filekind.Of(inside) == filekind.PKCS12
}

const (
	derSequence   = 0x30
	derIndefinite = 0x80
)

// damage tells what a transfer did to a file of ASN.1, which says in its head how long it is; nil where nothing shows.
func damage(data []byte) error {
	if len(data) > 1 && data[1] == derIndefinite { // the end is marked, not counted
		return nil
	}
	if isWhole(data) {
		return nil
	}
	const again = "copy it anew as a binary file, and in git name *.p12 binary in .gitattributes"
	if isWhole(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))) {
		return errors.New("it is damaged: a transfer in text mode made line ends of Windows out of bytes that are none; " + again)
	}
	return fmt.Errorf("it is damaged: its %d bytes are not as many as its head says, as after a transfer that broke off or one in text mode; "+again,
		len(data))
}

// isWhole tells whether data is one element of ASN.1 and nothing else.
func isWhole(data []byte) bool {
	var element asn1.RawValue
	rest, err := asn1.Unmarshal(data, &element)
	return err == nil && len(rest) == 0
}

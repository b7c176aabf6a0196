package wxpay

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"errors"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
)

// ErrPassword says that a PKCS#12 file has another password than the one it was tried with.
var ErrPassword = lang.Errorf("the password is wrong, or the file is damaged; WeChat Pay sets the password to the mch_id",
	"密码不对，或文件已损坏；微信支付把密码设为 mch_id")

// LoadP12 reads the merchant's apiclient_cert.p12. WeChat Pay sets its password to the mch_id. Both kinds of file are
// read: the legacy one (RC2 or 3DES) that the platform hands out and the modern one (PBES2) that OpenSSL 3 writes.
func LoadP12(data []byte, password string) (tls.Certificate, error) {
	private, leaf, issuers, err := pkcs12.DecodeChain(data, password)
	if err != nil {
		return tls.Certificate{}, lang.Errorf("read the PKCS#12 file: %w", "读取 PKCS#12 文件：%w", p12Fault(data, err))
	}
	signer, ok := private.(crypto.Signer)
	if !ok {
		return tls.Certificate{}, lang.Errorf("read the PKCS#12 file: a key of type %s cannot sign",
			"读取 PKCS#12 文件：类型为 %s 的私钥不能签名", typeOf(private))
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
		return lang.Errorf("%w: %w", "%w：%w", ErrPassword, err)
	case err.Error() == "pkcs12: private key missing": // for programs
		return lang.Errorf("it holds a certificate and no private key, with which nothing can be signed; take the apiclient_cert.p12 that was "+
			"downloaded, or export it anew with its key",
			"其中有证书但没有私钥，没有私钥就无法签名；用下载时的 apiclient_cert.p12，或连同私钥重新导出")
	case err.Error() == "pkcs12: certificate missing": // for programs
		return lang.Errorf("it holds a private key and no certificate; take the apiclient_cert.p12 that was downloaded, or export it anew with both",
			"其中有私钥但没有证书；用下载时的 apiclient_cert.p12，或两样一起重新导出")
	}
	const command = "openssl pkcs12 -legacy -in apiclient_cert.p12 -nodes -out apiclient.pem" // for programs
	convert := lang.Format("%s, and name the result in cert_file and key_file", "%s，并把结果写进 cert_file 和 key_file", command)
	if unknown := pkcs12.NotImplementedError(""); errors.As(err, &unknown) || data[1] == derIndefinite {
		return lang.Errorf("%w; convert it with: %s", "%w；用这条命令转换：%s", err, convert)
	}
	return lang.Errorf("%w; it may be damaged, so take it anew as it was downloaded; where another program still opens it, this makes PEM of it: %s",
		"%w；文件可能已损坏，换回下载时的原件；如果别的程序还能打开它，用这条命令转成 PEM：%s", err, convert)
}

// noP12 says why a file is no PKCS#12 file, or a damaged one; nil where its outer form is whole.
func noP12(data []byte) error {
	kind := filekind.Of(data)
	switch {
	case isEncodedP12(data):
		return lang.Errorf("it is a PKCS#12 file in base64; decode it first with: base64 -d, or certutil -decode on Windows",
			"这是 base64 编码的 PKCS#12 文件；先用 base64 -d 解码，Windows 上用 certutil -decode")
	case bytes.Contains(data, []byte(pemBegin)):
		return lang.Errorf("it is PEM; name it in cert_file and key_file instead of p12_file",
			"这是 PEM；应写在 cert_file 和 key_file 里，而不是 p12_file")
	case len(data) > 0 && data[0] == derSequence && kind != filekind.DERCertificate && kind != filekind.DERKey:
		return damage(data)
	case kind == filekind.PlainText, kind == filekind.Binary:
		return lang.Errorf("it is no PKCS#12 file; name the apiclient_cert.p12 that was downloaded from the merchant platform",
			"这不是 PKCS#12 文件；写上从商户平台下载的 apiclient_cert.p12")
	}
	return &filekind.NotTextError{Kind: kind}
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
	again := lang.Both("copy it anew as a binary file, and in git name *.p12 binary in .gitattributes",
		"以二进制方式重新复制；在 git 里，要在 .gitattributes 中把 *.p12 标为 binary")
	if isWhole(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))) {
		return lang.Errorf("it is damaged: a transfer in text mode made line ends of Windows out of bytes that are none; %s",
			"文件已损坏：以文本方式传输时，一些字节被误改成了 Windows 换行；%s", again)
	}
	return lang.Errorf("it is damaged: its %d bytes are not as many as its head says, as after a transfer that broke off or one in text mode; %s",
		"文件已损坏：它有 %d 字节，与文件头所写的不符，可能是传输中断，或以文本方式传输；%s", len(data), again)
}

// isWhole tells whether data is one element of ASN.1 and nothing else.
func isWhole(data []byte) bool {
	var element asn1.RawValue
	rest, err := asn1.Unmarshal(data, &element)
	return err == nil && len(rest) == 0
}

package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/url"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// credentials are what a merchant proves itself with. They go to the client and nowhere else.
type credentials struct {
	key         wxpay.Secret
	certificate tls.Certificate
	roots       *x509.CertPool // nil: the system's
}

// resolve reads the files and variables that a merchant block names. Every problem is reported at once, on the line that
// names what is missing.
func resolve(a Account) (credentials, hcl.Diagnostics) {
	r := resolver{Account: a}
	r.proxy()
	return credentials{key: r.key(), certificate: r.certificate(), roots: r.roots()}, r.diags()
}

type resolver struct {
	Account
	found []Finding
}

// sound notes that nothing is wrong with an aspect of what an attribute names.
func (r *resolver) sound(aspect Aspect, attribute string) {
	r.found = append(r.found, Finding{Aspect: aspect, Attribute: attribute})
}

func (r *resolver) report(severity hcl.DiagnosticSeverity, aspect Aspect, attribute string, summary, detail lang.Text) {
	where, ok := r.Merchant.Ranges[attribute]
	if !ok {
		where = r.Merchant.Range
	}
	problem := diag.New(severity, summary, detail)
	problem.Subject = where.Ptr()
	r.found = append(r.found, Finding{aspect, attribute, problem})
}

func (r *resolver) diags() (all hcl.Diagnostics) {
	for _, f := range r.found {
		if f.Problem != nil {
			all = append(all, f.Problem)
		}
	}
	return all
}

// proxy refuses the address of a proxy that the network library would pass over in silence, sending directly what somebody wants sent
// through the proxy.
func (r *resolver) proxy() {
	name, value := ProxyVariable(r.LookupEnv)
	if name == "" || NamesProxy(value) {
		return
	}
	severity := hcl.DiagError
	if valueOf(r.LookupEnv, "NO_PROXY")+valueOf(r.LookupEnv, "no_proxy") != "" { // which may spare the platform
		severity = hcl.DiagWarning
	}
	r.report(severity, Proxy, "endpoint", lang.Both("Proxy cannot be read", "代理无法读取"), lang.Format("The environment variable %s holds no address of a proxy, and requests would "+
		"leave without one. The value is not shown, for it may hold a password; in a password, %% is written %%25 and @ is "+
		"written %%40.",
		"环境变量 %s 里不是代理的地址，请求会不经过代理就发出。它的值可能含有密码，所以不显示；在密码里，%% 写作 %%25，@ 写作 %%40。", name))
}

// ProxyVariable is the variable that requests follow, in the order of the network library, with its value, which may hold a password; ""
// where none is set.
func ProxyVariable(lookupEnv func(string) (string, bool)) (name, value string) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		if value := valueOf(lookupEnv, name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// NamesProxy reports whether the network library takes a variable's value for the address of a proxy.
func NamesProxy(value string) bool {
	if parsed, err := url.Parse(value); err == nil && parsed.Scheme != "" && parsed.Host != "" {
		return true
	}
	_, err := url.Parse("http://" + value)
	return err == nil
}

// secretFileMax is more than any certificate with its chain has.
const secretFileMax = 1 << 20

// read reads a file named by an attribute, relative to the campaign's folder.
func (r *resolver) read(aspect Aspect, attribute, name string) ([]byte, bool) {
	content, err := bounded.ReadFile(placeOf(r.Dir, name), secretFileMax)
	if err != nil {
		r.report(hcl.DiagError, aspect, attribute, lang.Both("File cannot be read", "文件无法读取"), lang.Format("%s of merchant %q: %s. Nothing can be sent without it: put the file there, "+
			"or correct %[1]s.",
			"商户 %[2]q 的 %[1]s：%[3]s。没有它什么都发不了：把文件放到那里，或改正 %[1]s。", attribute, r.Merchant.Name, err))
		return nil, false
	}
	return content, true
}

func (r *resolver) key() wxpay.Secret {
	attribute, content := "api_key_env", ""
	if name := r.Merchant.APIKeyEnv; name != "" {
		if content = valueOf(r.LookupEnv, name); content == "" {
			r.report(hcl.DiagError, APIKey, attribute, lang.Both("API key missing", "缺少 API 密钥"), lang.Format("The environment variable %s is not set. It must hold the "+
				"APIv2 key of merchant %q, which signs every request. Set it in this shell; never write the key into a file in git.",
				"没有设置环境变量 %s。其中应是商户 %q 的 APIv2 密钥，每个请求都用它签名。在当前 shell 里设置；绝不要把密钥写进 git 里的文件。",
				name, r.Merchant.Name))
			return wxpay.Secret{}
		}
	} else {
		attribute = "api_key_file"
		file, ok := r.read(APIKey, attribute, r.Merchant.APIKeyFile)
		if !ok {
			return wxpay.Secret{}
		}
		r.private(attribute, r.Merchant.APIKeyFile)
		content = string(file)
	}
	if fault := keyFault(content); !fault.Empty() {
		r.report(hcl.DiagError, APIKey, attribute, lang.Both("Not an API key", "不是 API 密钥"), lang.Format("What %s names %s. An APIv2 key has %d letters and digits; with anything else "+
			"every request would be refused with SIGN_ERROR. Copy it anew, or set another one on the merchant platform.",
			"%s 指定的内容%s。APIv2 密钥是 %d 个字母和数字；换成别的，每个请求都会被拒绝（SIGN_ERROR）。重新复制密钥，或在商户平台（账户中心-API安全）另设一个。", attribute, fault, keyBytes))
	} else if around := aroundKey(content); !around.Empty() {
		r.report(hcl.DiagWarning, APIKey, attribute, lang.Both("Something around the API key", "API 密钥前后有多余的内容"), lang.Format("What %s names has %s around the key. That is left out here; "+
			"another program may take it for a part of the key.",
			"%s 指定的内容里，密钥前后有%s。redpack 会忽略它；别的程序可能把它当作密钥的一部分。", attribute, around))
	} else {
		r.sound(APIKey, attribute)
	}
	return wxpay.NewSecret(bare(content))
}

// certificate reads the merchant's API certificate, from PEM files or from the PKCS#12 file.
func (r *resolver) certificate() tls.Certificate {
	if r.Merchant.P12File != "" {
		return r.p12()
	}
	cert, okCert := r.read(Certificate, "cert_file", r.Merchant.CertFile)
	key, okKey := r.read(Certificate, "key_file", r.Merchant.KeyFile)
	if okKey {
		r.private("key_file", r.Merchant.KeyFile)
	}
	if !okCert || !okKey {
		return tls.Certificate{}
	}
	pair, err := wxpay.LoadPEM(cert, key)
	return r.checked("cert_file", pair, err)
}

func (r *resolver) p12() tls.Certificate {
	password := r.Merchant.MchID // what the platform protects the file with
	if name := r.Merchant.P12PasswordEnv; name != "" {
		value, ok := r.LookupEnv(name)
		if !ok {
			r.report(hcl.DiagError, Certificate, "p12_password_env", lang.Both("Password missing", "缺少密码"), lang.Format("The environment variable %s is not set. Without "+
				"it %s cannot be opened. Set it in this shell.",
				"没有设置环境变量 %s。没有它就打不开 %s。在当前 shell 里设置。", name, r.Merchant.P12File))
			return tls.Certificate{}
		}
		password = value
	}
	content, ok := r.read(Certificate, "p12_file", r.Merchant.P12File)
	if !ok {
		return tls.Certificate{}
	}
	r.private("p12_file", r.Merchant.P12File)
	pair, err := wxpay.LoadP12(content, password)
	for _, without := range []string{strings.TrimSpace(password), bare(password)} { // it may have blanks and quotes of its own
		if errors.Is(err, wxpay.ErrPassword) && without != password {
			pair, err = wxpay.LoadP12(content, without)
		}
	}
	return r.checked("p12_file", pair, err)
}

// checked reports a certificate that cannot be used, or not for long.
func (r *resolver) checked(attribute string, pair tls.Certificate, err error) tls.Certificate {
	var validity wxpay.Validity
	if err == nil {
		validity, err = wxpay.ValidityOf(pair, r.Now())
	}
	if err != nil {
		r.report(hcl.DiagError, Certificate, attribute, lang.Both("Certificate cannot be used", "证书不能用"), lang.Format("The API certificate of merchant %q: %s.",
			"商户 %q 的 API 证书：%s。", r.Merchant.Name, err))
		return tls.Certificate{}
	}
	r.sound(Certificate, attribute)
	r.judge(attribute, validity)
	return pair
}

func (r *resolver) judge(attribute string, v wxpay.Validity) {
	name := r.Merchant.Name
	switch v.Standing {
	case wxpay.Valid:
		r.sound(Expiry, attribute)
	case wxpay.ExpiresSoon:
		r.report(hcl.DiagWarning, Expiry, attribute, lang.Both("Certificate expires soon", "证书即将到期"), lang.Format("The API certificate of merchant %q is valid until %s. Issue "+
			"a new one on the merchant platform in time; several may be valid at once.",
			"商户 %q 的 API 证书有效期到 %s。及时在商户平台（账户中心-API安全）申请新证书；可以同时有几张有效证书。", name, beijing.Format(v.NotAfter)))
	case wxpay.Expired:
		r.report(hcl.DiagError, Expiry, attribute, lang.Both("Certificate expired", "证书已过期"), lang.Format("The API certificate of merchant %q was valid until %s. WeChat Pay "+
			"would refuse every request. Issue a new one on the merchant platform.",
			"商户 %q 的 API 证书有效期到 %s，已过期。微信支付会拒绝每一个请求。在商户平台（账户中心-API安全）申请新证书。", name, beijing.Format(v.NotAfter)))
	case wxpay.NotYetValid:
		r.report(hcl.DiagError, Expiry, attribute, lang.Both("Certificate not valid yet", "证书尚未生效"), lang.Format("The API certificate of merchant %q is valid from %s. Check the "+
			"clock of this machine, or use the certificate that is valid now.",
			"商户 %q 的 API 证书从 %s 起有效。检查本机时钟，或使用现在有效的证书。", name, beijing.Format(v.NotBefore)))
	}
}

func (r *resolver) roots() *x509.CertPool {
	if r.Merchant.CAFile == "" {
		return nil
	}
	content, ok := r.read(Roots, "ca_file", r.Merchant.CAFile)
	if !ok {
		return nil
	}
	pool, err := wxpay.LoadRoots(content)
	if err != nil {
		r.report(hcl.DiagError, Roots, "ca_file", lang.Both("Authorities cannot be read", "CA 证书无法读取"), lang.Format("%s: %s. Without them no server could be trusted; leave "+
			"ca_file out to use the system's.",
			"%s：%s。没有它们就不能信任任何服务器；不写 ca_file 就使用系统的 CA 证书。", r.Merchant.CAFile, err))
		return nil
	}
	r.sound(Roots, "ca_file")
	return pool
}

package checkup

import (
	"crypto/x509"
	"runtime"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// files looks at what the merchant proves itself with. The certificate is nil where there is none, or none that can be read.
func files(s Subject) (checks []Check, certificate *x509.Certificate) {
	m := s.Account.Merchant
	if m.Sandbox {
		return []Check{{
			Area: Files, Name: "files", Standing: OK,
			Told: lang.Format("Merchant %q is a sandbox: the simulator makes up its certificate and its key, so there is no file to look at.",
				"商户 %q 是模拟商户：证书和密钥由模拟器生成，没有文件要检查。", m.Name),
		}}, nil
	}
	findings, certificate := gateway.Examine(s.Account)
	for _, f := range findings {
		check := Check{Area: Files, Name: nameOf(f), Standing: OK}
		if f.Problem == nil {
			check.Told = soundness(s, f, certificate)
		} else {
			check.Standing = standingOf(f.Problem)
			check.Told, check.Next = split(detail(f.Problem))
		}
		checks = append(checks, check)
		if f.Aspect == gateway.Expiry {
			checks = append(checks, issuedTo(m, certificate))
		}
	}
	if runtime.GOOS == "windows" {
		checks = append(checks, Check{
			Area: Files, Name: "modes", Standing: Unknown, Told: lang.Both("Who else can read the files of the secrets is not looked at on Windows.",
				"在 Windows 上，不检查还有谁能读取密钥文件。"),
			Next: lang.Both("See in their properties that it is only you.",
				"在文件属性里确认只有你自己能读。"),
		})
	}
	return checks, certificate
}

// standingOf is how something stands that a diagnostic is about.
func standingOf(d *hcl.Diagnostic) Standing {
	if d.Severity == hcl.DiagError {
		return Failed
	}
	return Warning
}

// nameOf is the name of a finding's check. A certificate and its key may both be missing.
func nameOf(f gateway.Finding) string {
	switch f.Aspect {
	case gateway.APIKey:
		return "api_key"
	case gateway.Guard:
		return f.Attribute + "_mode"
	case gateway.Certificate:
		if f.Attribute == "key_file" {
			return "certificate_key"
		}
		return "certificate"
	case gateway.Expiry:
		return "certificate_expiry"
	case gateway.Roots:
		return "ca_file"
	case gateway.Proxy:
		return "proxy"
	}
	return f.Attribute
}

// soundness says what is right with an aspect.
func soundness(s Subject, f gateway.Finding, certificate *x509.Certificate) lang.Text {
	m := s.Account.Merchant
	switch f.Aspect {
	case gateway.APIKey:
		return lang.Format("The API key of %s has 32 letters and digits.",
			"%s 的 API 密钥是 32 个字母和数字。", source(m, f.Attribute))
	case gateway.Guard:
		return lang.Format("%s is closed to the other users of this machine.", "%s 不对本机的其他用户开放。", source(m, f.Attribute))
	case gateway.Certificate:
		if m.P12File != "" {
			return lang.Format("%s opens, and its key belongs to its certificate.", "%s 可以打开，私钥与证书相匹配。", m.P12File)
		}
		return lang.Format("%s and %s belong together.", "%s 和 %s 相匹配。", m.CertFile, m.KeyFile)
	case gateway.Expiry:
		return lang.Format("The certificate is valid until %s, for another %s.",
			"证书有效期到 %s，还有 %s。", beijing.Format(certificate.NotAfter),
			words.Counted(int(certificate.NotAfter.Sub(s.Now()).Hours()/24), words.Day))
	case gateway.Roots:
		return lang.Format("%s holds authorities. No other server's certificate is taken than one of theirs.",
			"%s 里有 CA 证书。只接受由它们签发的服务器证书。", m.CAFile)
	case gateway.Proxy: // found only where it is wrong
	}
	return lang.Text{}
}

// source is the file or the variable that an attribute names.
func source(m *hclspec.Merchant, attribute string) lang.Text {
	switch attribute {
	case "api_key_env":
		return variable(m.APIKeyEnv)
	case "api_key_file":
		return lang.Same(m.APIKeyFile)
	case "key_file":
		return lang.Same(m.KeyFile)
	}
	return lang.Same(m.P12File)
}

// variable names a variable of the environment.
func variable(name string) lang.Text { return lang.Format("the variable %s", "环境变量 %s", name) }

// issuedTo compares the merchant in the certificate with the one who pays.
func issuedTo(m *hclspec.Merchant, certificate *x509.Certificate) Check {
	check := Check{Area: Files, Name: "certificate_merchant", Standing: Failed}
	switch number := wxpay.MerchantOf(certificate); number {
	case m.MchID:
		check.Standing, check.Told = OK, lang.Format("The certificate was issued to merchant %s, which is the mch_id.",
			"证书是颁发给商户 %s 的，与 mch_id 一致。", number)
	case "":
		check.Standing = Unknown
		check.Told = lang.Format("The certificate was issued to %q, which is no merchant number, so whose it is cannot be told from it.",
			"证书是颁发给 %q 的，这不是商户号，看不出是谁的证书。",
			certificate.Subject.CommonName)
	case m.SubMchID:
		check.Told = lang.Format("The certificate was issued to merchant %s, the sub_mch_id; a service provider's requests go with its own, that of %s.",
			"证书是颁发给商户 %s 的，即 sub_mch_id；服务商的请求要用它自己的证书，即 %s 的。",
			number, m.MchID)
		check.Next = lang.Both("Use the certificate of the service provider.",
			"使用服务商的证书。")
	default:
		check.Told = lang.Format("The certificate was issued to merchant %s, and mch_id is %s: WeChat Pay would refuse every request.",
			"证书是颁发给商户 %s 的，而 mch_id 是 %s：微信支付会拒绝每一个请求。", number, m.MchID)
		check.Next = lang.Format("Use the certificate of merchant %s, or correct mch_id.",
			"使用商户 %s 的证书，或改正 mch_id。", m.MchID)
	}
	return check
}

package checkup

import (
	"crypto/x509"
	"fmt"
	"runtime"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// files looks at what the merchant proves itself with. The certificate is nil where there is none, or none that can be read.
func files(s Subject) (checks []Check, certificate *x509.Certificate) {
	m := s.Account.Merchant
	if m.Sandbox {
		return []Check{{
			Area: Files, Name: "files", Standing: OK,
			Told: fmt.Sprintf("Merchant %q is a sandbox: the simulator makes up its certificate and its key, so there is no file to look at.", m.Name),
		}}, nil
	}
	findings, certificate := gateway.Examine(s.Account)
	for _, f := range findings {
		check := Check{Area: Files, Name: nameOf(f), Standing: OK}
		if f.Problem == nil {
			check.Told = soundness(s, f, certificate)
		} else {
			check.Standing = standingOf(f.Problem)
			check.Told, check.Next = split(f.Problem.Detail)
		}
		checks = append(checks, check)
		if f.Aspect == gateway.Expiry {
			checks = append(checks, issuedTo(m, certificate))
		}
	}
	if runtime.GOOS == "windows" {
		checks = append(checks, Check{
			Area: Files, Name: "modes", Standing: Unknown, Told: "Who else can read the files of the secrets is not looked at on Windows.",
			Next: "See in their properties that it is only you.",
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
func soundness(s Subject, f gateway.Finding, certificate *x509.Certificate) string {
	m := s.Account.Merchant
	switch f.Aspect {
	case gateway.APIKey:
		return fmt.Sprintf("The API key of %s has 32 letters and digits.", named(m, f.Attribute))
	case gateway.Guard:
		return named(m, f.Attribute) + " is closed to the other users of this machine."
	case gateway.Certificate:
		if m.P12File != "" {
			return m.P12File + " opens, and its key belongs to its certificate."
		}
		return fmt.Sprintf("%s and %s belong together.", m.CertFile, m.KeyFile)
	case gateway.Expiry:
		return fmt.Sprintf("The certificate is valid until %s, for another %s.", beijing.Format(certificate.NotAfter),
			words.Counted(int(certificate.NotAfter.Sub(s.Now()).Hours()/24), words.Day).English)
	case gateway.Roots:
		return m.CAFile + " holds authorities. No other server's certificate is taken than one of theirs."
	case gateway.Proxy: // found only where it is wrong
	}
	return ""
}

// named is the file or the variable that an attribute names.
func named(m *hclspec.Merchant, attribute string) string {
	switch attribute {
	case "api_key_env":
		return "the variable " + m.APIKeyEnv
	case "api_key_file":
		return m.APIKeyFile
	case "key_file":
		return m.KeyFile
	}
	return m.P12File
}

// issuedTo compares the merchant in the certificate with the one who pays.
func issuedTo(m *hclspec.Merchant, certificate *x509.Certificate) Check {
	check := Check{Area: Files, Name: "certificate_merchant", Standing: Failed}
	switch number := wxpay.MerchantOf(certificate); number {
	case m.MchID:
		check.Standing, check.Told = OK, fmt.Sprintf("The certificate was issued to merchant %s, which is the mch_id.", number)
	case "":
		check.Standing = Unknown
		check.Told = fmt.Sprintf("The certificate was issued to %q, which is no merchant number, so whose it is cannot be told from it.",
			certificate.Subject.CommonName)
	case m.SubMchID:
		check.Told = fmt.Sprintf("The certificate was issued to merchant %s, the sub_mch_id; a service provider's requests go with its own, that of %s.",
			number, m.MchID)
		check.Next = "Use the certificate of the service provider."
	default:
		check.Told = fmt.Sprintf("The certificate was issued to merchant %s, and mch_id is %s: WeChat Pay would refuse every request.", number, m.MchID)
		check.Next = fmt.Sprintf("Use the certificate of merchant %s, or correct mch_id.", m.MchID)
	}
	return check
}

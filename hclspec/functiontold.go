package hclspec

import (
	"regexp"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
)

// argumentsMax is how many errors of arguments are known at a time. Each is told as soon as the expression failed on it.
const argumentsMax = 100

// argumentError is an error of a function's first argument. HCL quotes it in English and does not give it back, so it is kept for inEveryLanguage.
func (m *meter) argumentError(err error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.arguments == nil || len(m.arguments) >= argumentsMax {
		m.arguments = map[string]lang.Text{}
	}
	m.arguments[err.Error()] = told(err)
	return function.NewArgError(0, err)
}

// argument is an error of a call in every language.
func (m *meter) argument(err error) (lang.Text, bool) {
	if _, said := err.(lang.Sayer); said {
		return told(err), true
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	text, known := m.arguments[err.Error()]
	return text, known
}

// quotes are how HCL quotes the error of a call, with the name of the parameter or of the function.
var quotes = []struct {
	form *regexp.Regexp
	tell func(name string, err lang.Text) lang.Text
}{
	{regexp.MustCompile(`^Invalid value for ("[^"]*") parameter: `), invalidArgument}, // for programs
	{regexp.MustCompile(`^Call to function ("[^"]*") failed: `), callFailed},          // for programs
}

func invalidArgument(parameter string, err lang.Text) lang.Text {
	return lang.Format("Invalid value for %s parameter: %s.", "参数 %s 的值无效：%s。", parameter, err)
}

func callFailed(function string, err lang.Text) lang.Text {
	return lang.Format("Call to function %s failed: %s.", "调用函数 %s 失败：%s。", function, err)
}

// inEveryLanguage adds to a diagnostic of HCL about the call of a function what an error of redpack's own says in the other languages.
func (m *meter) inEveryLanguage(d *hcl.Diagnostic) {
	call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d)
	if !ok || call.FunctionCallError() == nil {
		return
	}
	err, ok := m.argument(call.FunctionCallError())
	if !ok {
		return
	}
	for _, quote := range quotes {
		if found := quote.form.FindStringSubmatch(d.Detail); found != nil {
			detail := lang.Both(d.Detail, quote.tell(found[1], err).Chinese)
			d.Extra = diag.Said{Summary: lang.Both(d.Summary, diag.Summary(d, lang.Chinese)), Detail: detail, Extra: d.Extra}
		}
	}
}

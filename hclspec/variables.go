package hclspec

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/words"
)

// The ways to set a variable, each stronger than those before it: its default, REDPACK_VAR_name, redpack.rpvars,
// *.auto.rpvars in the order of their names, -var-file in the order given, -var.
const (
	envPrefix    = "REDPACK_VAR_"
	varFile      = "redpack.rpvars"
	autoVarFiles = "*.auto.rpvars"
)

// variable is one variable block.
type variable struct {
	name       string
	block      *hclsyntax.Block
	constraint cty.Type
	value      cty.Value // NilVal: not set
	at         hcl.Range // where the value was written, or the block
	unread     lang.Text // why there is no default, or why the environment did not set it
}

// variables is the phase of a Load that gives every variable its value.
type variables struct {
	*loader
	declared map[string]*variable
	names    []string // sorted
	unread   bool     // some file of variables could not be read
}

func (vs *variables) decode() {
	vs.scope = newScope(functions(vs.project.sources, vs.meter), vs.meter)
	taken := map[string]hcl.Range{}
	for _, block := range vs.blocks["variable"] {
		if name, ok := vs.identifier(block, taken); ok {
			vs.declared[name] = vs.declare(name, block)
		}
	}
	vs.names = slices.Sorted(maps.Keys(vs.declared))
	vs.setFromEnvironment()
	vs.setFromFiles()
	vs.setFromOptions()
	values := map[string]cty.Value{}
	for _, name := range vs.names {
		values[name] = cty.DynamicVal
		if v := vs.declared[name]; vs.settled(v) {
			values[name] = v.value
		}
	}
	vs.scope = vs.scope.with("var", values)
	vs.project.variables = values
	for _, name := range vs.names {
		vs.validate(vs.declared[name])
	}
}

// declare reads a variable block up to its default. Its default is the one place where env() exists, so that everything
// that comes in from outside is declared, and can be listed. A default that may not be read does not matter where the variable
// is set in another way.
func (vs *variables) declare(name string, block *hclsyntax.Block) *variable {
	v := &variable{name: name, block: block, constraint: cty.DynamicPseudoType, at: block.DefRange()}
	f := vs.frame(block.Body, "variable", "")
	if attr := f.attribute("type"); attr != nil {
		constraint, diags := typeexpr.TypeConstraint(attr.Expr)
		vs.report(diags...)
		if !diags.HasErrors() {
			v.constraint = constraint
		}
	}
	f.text("description")
	f.blocks("validation", 0)
	f.scope = newScope(maps.Clone(vs.scope.context.Functions), vs.meter)
	f.scope.context.Functions["env"] = vs.envFunction(v)
	if value, ok := f.value("default"); ok {
		v.value = value
	}
	if f.has("default") {
		v.at = f.at("default")
	}
	f.finish()
	return v
}

// envFunction gives an unknown text for what must not be read, and notes why.
func (vs *variables) envFunction(v *variable) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "name", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name := args[0].AsString()
			value, why := vs.environment(name, v)
			if !why.Empty() {
				v.unread = lang.Format("Its default is env(%q), but %s.", "默认值是 env(%q)，但%s。", name, why)
				return cty.UnknownVal(cty.String), nil
			}
			return cty.StringVal(value), nil
		},
	})
}

// environment reads a variable of the environment for a campaign, or tells why it does not. The environment is the operator's,
// and holds keys and tokens; the campaign may be anybody's.
func (vs *variables) environment(name string, v *variable) (value string, why lang.Text) {
	switch owner := vs.guard.reading(name, v.block.DefRange()); {
	case owner != "":
		return "", lang.Format("it holds a secret: %s names it", "它存着密钥：%s 用到了它", owner)
	case vs.opts.WithoutEnv:
		return "", withoutEnv
	case !strings.HasPrefix(name, envPrefix) && !slices.Contains(vs.opts.AllowEnv, name):
		return "", othersEnvironment()
	}
	value, _ = vs.opts.LookupEnv(name)
	value = strings.TrimRight(value, "\r\n") // of a .env file of Windows, or of $(cat file) in some shells
	if found, ok := vs.guard.known.Find(value); ok {
		return "", lang.Format("its value looks like %s", "它的值像是%s", found.Kind.Behind())
	}
	return value, lang.Text{}
}

var withoutEnv = lang.Both("this command reads no environment, because what it prints is for a pull request",
	"本命令不读取环境变量，因为它的输出会放进合并请求")

func (vs *variables) setFromEnvironment() {
	for _, name := range vs.names {
		v := vs.declared[name]
		if _, there := vs.opts.LookupEnv(envPrefix + name); !there {
			continue
		}
		text, why := vs.environment(envPrefix+name, v)
		if !why.Empty() {
			v.value, v.unread = cty.NilVal, lang.Format("%s%s is set, but %s.", "设置了 %s%s，但%s。", envPrefix, name, why)
			continue
		}
		vs.setText(v, text, lang.Format("the environment variable %s%s", "环境变量 %s%s ", envPrefix, name))
	}
}

func (vs *variables) setFromOptions() {
	for _, name := range slices.Sorted(maps.Keys(vs.opts.Vars)) {
		v := vs.declared[name]
		if v == nil && vs.opts.Undeclared != nil {
			vs.opts.Undeclared(name)
			continue
		}
		if v == nil {
			vs.report(diag.New(hcl.DiagError, lang.Both("Unknown variable", "未知变量"),
				lang.Format("-var sets %q, but no file declares it.%s",
					"-var 设置了 %q，但没有文件声明它。%s", name, nearest(name, vs.names))))
			if v = vs.declared[narrowed(name, vs.names)]; v == nil {
				continue
			}
		}
		vs.setText(v, vs.opts.Vars[name], lang.Both("-var "+name, "-var "+name+" "))
	}
}

// setText takes a text as it stands for a text variable, and as an expression for every other type.
func (vs *variables) setText(v *variable, text string, from lang.Text) {
	if v.constraint == cty.String || v.constraint == cty.DynamicPseudoType {
		v.set(cty.StringVal(text), v.block.DefRange())
		return
	}
	expr, diags := vs.parser.parseExpression([]byte(text), v.name)
	if !diags.HasErrors() {
		if value, valueDiags := vs.meter.evaluate(expr, nil); !valueDiags.HasErrors() {
			v.set(value, v.block.DefRange())
			return
		}
	}
	v.set(cty.DynamicVal, v.block.DefRange()) // it is not unset besides
	// Without the text, which nobody may have meant to be seen here.
	vs.report(wrong(lang.Both("Invalid value for a variable", "变量的值无效"), v.block.DefRange(),
		lang.Format("What %s says is no %s.%s",
			"%s的内容不是 %s 类型。%s", from, typeexpr.TypeString(v.constraint), v.oddity(text))))
}

// oddity says why a text that is no value of a variable's type may look like one, and shows one character of it at most.
func (v *variable) oddity(text string) lang.Text {
	odd := words.Oddity(text)
	if odd.Empty() && v.constraint == cty.Number && strings.ContainsFunc(text, isDigit) {
		return lang.Both(" Write it as in 8.88, with nothing around it.",
			"写成 8.88 这样，前后不加任何东西。")
	}
	return odd
}

// set gives a variable a value that is stronger than those before.
func (v *variable) set(value cty.Value, at hcl.Range) {
	v.value, v.at, v.unread = value, at, lang.Text{}
}

func (vs *variables) setFromFiles() {
	fsys := vs.project.sources.fsys
	names, err := fs.Glob(fsys, autoVarFiles)
	if err != nil {
		vs.report(unreadable(autoVarFiles, err))
	}
	if _, err := fs.Stat(fsys, varFile); !errors.Is(err, fs.ErrNotExist) {
		names = slices.Insert(names, 0, varFile)
	}
	for _, name := range slices.Concat(names, vs.opts.VarFiles) {
		vs.setFromFile(name)
	}
}

func (vs *variables) setFromFile(name string) {
	body := vs.readBody(name)
	if body == nil {
		vs.unread = true
		return
	}
	for _, block := range body.Blocks {
		vs.report(wrong(lang.Both("Unexpected block", "多余的块"), block.DefRange(),
			lang.Both("A file of variables holds lines of the form name = value only.",
				"变量文件中只能有 name = value 这样的行。")))
	}
	for _, attr := range sortedAttributes(body) {
		vs.setFromAttribute(attr)
	}
}

func (vs *variables) setFromAttribute(attr *hclsyntax.Attribute) {
	v := vs.declared[attr.Name]
	if v == nil {
		vs.report(wrong(lang.Both("Unknown variable", "未知变量"), attr.NameRange,
			lang.Format("No file declares a variable %q.%s",
				"没有文件声明变量 %q。%s", attr.Name, nearest(attr.Name, vs.names))))
		if v = vs.declared[narrowed(attr.Name, vs.names)]; v == nil {
			return
		}
	}
	value, diags := newScope(nil, vs.meter).value(attr.Expr)
	vs.report(diags...)
	if !diags.HasErrors() {
		v.set(value, attr.Expr.Range())
	}
}

// settled converts a variable's value to its type; false where it has none or a wrong one.
func (vs *variables) settled(v *variable) bool {
	if !v.unread.Empty() {
		vs.report(wrong(lang.Both("Environment not read", "未读取环境变量"), v.at,
			lang.Format("The variable %q has no value. %s Set it with -var %s=… or in a file of -var-file, also where a plan is saved.",
				"变量 %q 没有值。%s用 -var %s=… 或在 -var-file 的文件中设置；保存计划时也要设置。", v.name, v.unread, v.name)))
		return false
	}
	if v.value == cty.NilVal {
		if v.block.Body.Attributes["default"] == nil && !vs.unread { // where a file could not be read, it may stand there
			environment := lang.Format("as %s%s", "设置环境变量 %s%s", envPrefix, v.name)
			if vs.opts.WithoutEnv {
				environment = lang.Format("in a file of -var-file; %s", "写在 -var-file 的文件中；%s", withoutEnv)
			}
			vs.report(wrong(lang.Both("Variable not set", "变量未设置"), v.block.DefRange(),
				lang.Format("The variable %q has no default and no value. Set it with -var %s=…, in a *.auto.rpvars file, or %s.",
					"变量 %q 没有默认值，也没有设置。用 -var %s=…，写在 *.auto.rpvars 文件中，或者%s。", v.name, v.name, environment)))
		}
		return false
	}
	if n := longestList(v.value); n > literalMax && v.constraint != cty.DynamicPseudoType {
		vs.report(wrong(lang.Both("List too long", "列表过长"), v.at, longTypedList(n, literalMax)))
		return false
	}
	value, err := convert.Convert(v.value, v.constraint)
	if err != nil {
		odd := lang.Text{}
		if isText(v.value) {
			odd = v.oddity(v.value.AsString())
		}
		vs.report(wrong(lang.Both("Invalid value for a variable", "变量的值无效"), v.at,
			lang.Format("The variable %q takes a %s: %s.%s",
				"变量 %q 的类型是 %s：%s。%s", v.name, strings.TrimSpace(typeexpr.TypeString(v.constraint)), diag.Reason(err), odd)))
		return false
	}
	v.value = value
	return true
}

// longestList is the length of the longest list or object in a value.
func longestList(v cty.Value) int {
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return 0
	}
	longest := v.LengthInt()
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		longest = max(longest, longestList(element))
	}
	return longest
}

// validate holds a variable's value against its validation blocks.
func (vs *variables) validate(v *variable) {
	for _, block := range v.block.Body.Blocks {
		if block.Type != "validation" || !vs.labels(block, 0) {
			continue
		}
		f := vs.frame(block.Body, "validation", "")
		f.require(lang.Both("Without it there is nothing to hold the value against.",
			"没有它就无法检查变量的值。"), "condition", "error_message")
		if v.value == cty.NilVal {
			continue
		}
		holds, ok := f.typed("condition", cty.Bool, lang.Both("Compare the variable with something.", "写一个对变量的比较。"))
		message := f.text("error_message")
		if ok && holds.False() {
			vs.report(wrong(lang.Both("Invalid value for a variable", "变量的值无效"), v.at,
				lang.Format("%s (required at %s)",
					"%s（要求见 %s）", oneLine(message), place.Of(f.at("condition")))))
		}
		f.finish()
	}
}

// VariableDigests yields, for every declared variable, the SHA-256 of its value and type in hex: equal digests mean the
// same value, wherever it was set. Plans keep them, so that a changed environment variable can be named as what moved,
// and no value is told.
func (p *Project) VariableDigests() map[string]string {
	digests := make(map[string]string, len(p.variables))
	for name, value := range p.variables {
		text, err := ctyjson.Marshal(value, cty.DynamicPseudoType)
		if err != nil { // a value that was never set, of a project with errors
			continue
		}
		sum := sha256.Sum256(text)
		digests[name] = hex.EncodeToString(sum[:])
	}
	return digests
}

package hclspec

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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
	unread     string    // why there is no default, or why the environment did not set it
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
			if why != "" {
				v.unread = fmt.Sprintf("Its default is env(%q), but %s.", name, why)
				return cty.UnknownVal(cty.String), nil
			}
			return cty.StringVal(value), nil
		},
	})
}

// environment reads a variable of the environment for a campaign, or tells why it does not. The environment is the operator's,
// and holds keys and tokens; the campaign may be anybody's.
func (vs *variables) environment(name string, v *variable) (value, why string) {
	switch owner := vs.guard.reading(name, v.block.DefRange()); {
	case owner != "":
		return "", "it holds a secret: " + owner + " names it"
	case vs.opts.WithoutEnv:
		return "", withoutEnv
	case !strings.HasPrefix(name, envPrefix) && !slices.Contains(vs.opts.AllowEnv, name):
		return "", "campaigns read only variables that begin with " + envPrefix + ", and what the person who runs the command allows by -allow-env"
	}
	value, _ = vs.opts.LookupEnv(name)
	value = strings.TrimRight(value, "\r\n") // of a .env file of Windows, or of $(cat file) in some shells
	if found, ok := vs.guard.known.Find(value); ok {
		return "", "its value looks like " + found.Kind
	}
	return value, ""
}

const withoutEnv = "this command reads no environment, because what it prints is for a pull request"

func (vs *variables) setFromEnvironment() {
	for _, name := range vs.names {
		v := vs.declared[name]
		if _, there := vs.opts.LookupEnv(envPrefix + name); !there {
			continue
		}
		text, why := vs.environment(envPrefix+name, v)
		if why != "" {
			v.value, v.unread = cty.NilVal, fmt.Sprintf("%s%s is set, but %s.", envPrefix, name, why)
			continue
		}
		vs.setText(v, text, "the environment variable "+envPrefix+name)
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
			vs.report(&hcl.Diagnostic{
				Severity: hcl.DiagError,
				Summary:  "Unknown variable",
				Detail: fmt.Sprintf("-var sets %q, but no file declares it.%s", name,
					didYouMean(name, vs.names)),
			})
			if v = vs.declared[narrowed(name, vs.names)]; v == nil {
				continue
			}
		}
		vs.setText(v, vs.opts.Vars[name], "-var "+name)
	}
}

// setText takes a text as it stands for a text variable, and as an expression for every other type.
func (vs *variables) setText(v *variable, text, from string) {
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
	vs.report(fault("Invalid value for a variable", v.block.DefRange(), "What %s says is no %s.%s", from, typeexpr.TypeString(v.constraint), v.oddity(text)))
}

// oddity says why a text that is no value of a variable's type may look like one, and shows one character of it at most.
func (v *variable) oddity(text string) string {
	odd := words.Oddity(text).English
	if odd == "" && v.constraint == cty.Number && strings.ContainsFunc(text, isDigit) {
		return " Write it as in 8.88, with nothing around it."
	}
	return odd
}

// set gives a variable a value that is stronger than those before.
func (v *variable) set(value cty.Value, at hcl.Range) {
	v.value, v.at, v.unread = value, at, ""
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
		vs.report(fault("Unexpected block", block.DefRange(), "A file of variables holds lines of the form name = value only."))
	}
	for _, attr := range sortedAttributes(body) {
		vs.setFromAttribute(attr)
	}
}

func (vs *variables) setFromAttribute(attr *hclsyntax.Attribute) {
	v := vs.declared[attr.Name]
	if v == nil {
		vs.report(fault("Unknown variable", attr.NameRange, "No file declares a variable %q.%s",
			attr.Name, didYouMean(attr.Name, vs.names)))
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
	if v.unread != "" {
		vs.report(fault("Environment not read", v.at, "The variable %q has no value. %s Set it with -var %s=… or in a file of -var-file, "+
			"also where a plan is saved.", v.name, v.unread, v.name))
		return false
	}
	if v.value == cty.NilVal {
		if v.block.Body.Attributes["default"] == nil && !vs.unread { // where a file could not be read, it may stand there
			environment := fmt.Sprintf("as %s%s", envPrefix, v.name)
			if vs.opts.WithoutEnv {
				environment = "in a file of -var-file; " + withoutEnv
			}
			vs.report(fault("Variable not set", v.block.DefRange(), "The variable %q has no default and no value. Set it with "+
				"-var %s=…, in a *.auto.rpvars file, or %s.", v.name, v.name, environment))
		}
		return false
	}
	if n := longestList(v.value); n > literalMax && v.constraint != cty.DynamicPseudoType {
		vs.report(fault("List too long", v.at, "The value has a list of %d elements, and giving a type to a list takes time by the square of "+
			"its length; %d are allowed. Put the rows into a file and name it in recipients_from \"csv\".", n, literalMax))
		return false
	}
	value, err := convert.Convert(v.value, v.constraint)
	if err != nil {
		odd := ""
		if isText(v.value) {
			odd = v.oddity(v.value.AsString())
		}
		vs.report(fault("Invalid value for a variable", v.at, "The variable %q takes a %s: %s.%s",
			v.name, strings.TrimSpace(typeexpr.TypeString(v.constraint)), err, odd))
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
		f.require("Without it there is nothing to hold the value against.", "condition", "error_message")
		if v.value == cty.NilVal {
			continue
		}
		holds, ok := f.typed("condition", cty.Bool, "Compare the variable with something.")
		message := f.text("error_message")
		if ok && holds.False() {
			vs.report(fault("Invalid value for a variable", v.at, "%s (required at %s)", oneLine(message), place.Of(f.at("condition"))))
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

package hclspec

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/secret"
)

// guard keeps what belongs to the operator from the files of a campaign, which anybody may have written: the files and
// variables that a merchant block names, redpack's own files, and whatever else turns out to be a secret. Everything that an
// expression reads from outside, and every text that is sent, passes it.
type guard struct {
	variables map[string]string    // name in capitals, for Windows knows no others: who names it
	owners    map[string]lang.Text // the same in every language
	files     []guarded
	known     secret.Known
	sameFile  func(name, other string) bool
	// Until all merchants are read, their names may still be in expressions, so what was read is held against them later.
	complete bool
	opened   []string
	looked   []lookup

	mu     sync.Mutex         // campaigns may be streamed side by side
	hidden map[hcl.Range]bool // lines of values that are secrets
}

// lookup is a variable of the environment that a variable block asked for.
type lookup struct {
	name string // in capitals
	at   hcl.Range
}

// guarded is a file that no campaign reads.
type guarded struct {
	path string // as a block names it
	what lang.Text
	at   hcl.Range
}

// ownNames begin the names of the files that redpack keeps for itself: states, ledgers and what lies beside them.
var ownNames = []string{DefaultStatePath, "redpack.sandbox", "redpack.numbers"}

// stateSuffixes end the names of the state and of the files beside it.
var stateSuffixes = []string{"", "-wal", "-shm", ".serial", ".lock"}

// planSuffix ends the names of saved plans.
const planSuffix = ".rpplan"

// keySuffixes end the names of certificates and keys, of which no text is made.
var keySuffixes = []string{".pem", ".key", ".p12", ".pfx", ".jks"}

var (
	errHidden = lang.New(lang.Both("files and folders whose names begin with a dot hold settings and credentials, and no campaign reads them",
		"名称以点开头的文件和文件夹存放设置和凭证，活动不能读取"))
	errOwnFile = lang.New(lang.Both("it is a file that redpack keeps for itself, and no campaign reads it", "它是 redpack 自用的文件，活动不能读取"))
	errKeyFile = lang.New(lang.Both("certificates and keys go by such names, and no campaign reads them", "证书和密钥用这样的名称，活动不能读取"))
	errNoText  = lang.New(lang.Both("it holds bytes that no text has", "其中有文本不会有的字节"))
)

// secretError is a file that holds a secret.
type secretError struct{ kind lang.Text }

func (e *secretError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *secretError) Said() lang.Text {
	return lang.Both("it holds "+e.kind.English+", and a secret has no place in a campaign, whose texts are sent, kept and printed",
		"其中有"+e.kind.Behind().Chinese+"，而活动的文字会发出去、保存下来、打印出来，密钥不能写在里面")
}

// forbidden tells why a campaign may not read a file, whatever is in it.
func (g *guard) forbidden(name string) error {
	folded := strings.ToLower(path.Clean(name))
	base := path.Base(folded)
	switch {
	case slices.ContainsFunc(strings.Split(folded, "/"), func(part string) bool { return strings.HasPrefix(part, ".") && part != "." }):
		return errHidden
	case strings.HasSuffix(base, planSuffix), slices.ContainsFunc(ownNames, func(own string) bool { return strings.HasPrefix(base, own) }):
		return errOwnFile
	}
	for _, file := range g.files {
		if g.same(name, file.path) {
			return lang.Errorf("it is %s, and no campaign reads it", "它是%s，活动不能读取", file.what.Behind())
		}
	}
	if slices.Contains(keySuffixes, path.Ext(base)) {
		return errKeyFile
	}
	if !g.complete {
		g.opened = append(g.opened, name)
	}
	return nil
}

// same tells whether two paths lead to one file, by their names or by what the disk says.
func (g *guard) same(name, other string) bool {
	return strings.EqualFold(path.Clean(name), Normal(path.Clean(strings.ReplaceAll(other, `\`, "/")))) ||
		g.sameFile != nil && g.sameFile(name, other)
}

// text is a file's content for an expression, without the mark that Excel begins a file with. A secret is told before anything else.
func (g *guard) text(src []byte) (string, error) {
	if kind := cmp.Or(g.known.FindIn(src), secret.BareAPIKey(src)); !kind.Empty() {
		return "", &secretError{kind}
	}
	text, err := utf8Text(src)
	if err == nil && slices.Contains(text, 0) {
		err = errNoText
	}
	return string(text), err
}

// reading notes a variable of the environment that is looked up, and tells who names it for a secret, if anybody.
func (g *guard) reading(name string, at hcl.Range) (owner string) {
	folded := strings.ToUpper(name)
	owner = g.variables[folded]
	if owner == "" {
		g.looked = append(g.looked, lookup{folded, at})
	}
	return owner
}

// namedBy tells who names a variable of the environment for a secret, if anybody.
func (g *guard) namedBy(name string) lang.Text { return g.owners[strings.ToUpper(name)] }

// secretIn finds a secret in the texts of a value, in words.
func (g *guard) secretIn(v cty.Value) (kind lang.Text) {
	if !v.IsWhollyKnown() {
		return kind
	}
	// The visitor reports nothing.
	_ = cty.Walk(v, func(_ cty.Path, inner cty.Value) (bool, error) {
		if kind.Empty() && isText(inner) {
			if found, ok := g.known.Find(inner.AsString()); ok {
				kind = found.Kind
			}
		}
		return kind.Empty(), nil
	})
	return kind
}

// lineOf is the line in which a range starts.
func lineOf(r hcl.Range) hcl.Range {
	return hcl.Range{Filename: r.Filename, Start: hcl.Pos{Line: r.Start.Line}}
}

// shows tells whether a line of source may be shown.
func (g *guard) shows(r hcl.Range, text string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, bad := g.known.Find(text)
	return !bad && !g.hidden[lineOf(r)]
}

// hide keeps the lines of a value from being shown, whatever points at them.
func (g *guard) hide(at hcl.Range) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for line := at.Start.Line; line <= at.End.Line; line++ {
		g.hidden[hcl.Range{Filename: at.Filename, Start: hcl.Pos{Line: line}}] = true
	}
}

// fault says that a value is a secret, without a word of it. Its line is not shown any more.
func (g *guard) fault(name, kind lang.Text, at hcl.Range) *hcl.Diagnostic {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hidden[lineOf(at)] = true
	return wrong(lang.Both("Secret in a campaign", "活动里有密钥"), at, secretHere(name, kind))
}

// guardMerchants learns what the merchant blocks name. Before variables are read it takes the names that are written out, as
// nearly all are, so that a read is refused at its own line; see complete for the others.
func (l *loader) guardMerchants() {
	for _, block := range l.blocks["merchant"] {
		for _, attr := range sortedAttributes(block.Body) {
			if v, diags := attr.Expr.Value(nil); !diags.HasErrors() && isText(v) {
				l.guard.protectNamed(l.opts, block, attr, v.AsString())
			}
		}
	}
}

// guardDatabase learns which variable holds the address of the state's database, password and all, as guardMerchants learns of theirs. A
// block that names none has the default.
func (l *loader) guardDatabase() {
	for _, block := range l.blocks["redpack"] {
		for _, inner := range block.Body.Blocks {
			if inner.Type != "state" || !slices.Equal(inner.Labels, []string{backendPostgres}) {
				continue
			}
			name := ""
			if attr := inner.Body.Attributes["url_env"]; attr == nil {
				name = DefaultStateURLEnv
			} else if v, diags := attr.Expr.Value(nil); !diags.HasErrors() && isText(v) {
				name = v.AsString()
			}
			l.guard.protectVariable(l.opts, "url_env", ofState, name)
		}
	}
}

// protectNamed guards what an attribute of a merchant names: whatever ends in _env and in _file does.
func (g *guard) protectNamed(opts Options, block *hclsyntax.Block, attr *hclsyntax.Attribute, value string) {
	owner := lang.Format("%s of merchant %q", "商户 %[2]q 的 %[1]s", attr.Name, strings.Join(block.Labels, " "))
	switch {
	case value == "":
	case strings.HasSuffix(attr.Name, "_env"):
		g.protectVariable(opts, attr.Name, owner, value)
	case strings.HasSuffix(attr.Name, "_file"):
		g.files = append(g.files, guarded{value, lang.Format("the file that %s names", "%s指定的文件", spaced(owner)), attr.Expr.Range()})
		g.learn(opts, attr.Name, owner, value)
	}
}

// protectVariable guards a variable of the environment that an attribute names.
func (g *guard) protectVariable(opts Options, attribute string, owner lang.Text, name string) {
	if name != "" {
		if g.owners == nil {
			g.owners = map[string]lang.Text{}
		}
		g.variables[strings.ToUpper(name)], g.owners[strings.ToUpper(name)] = owner.English, owner
		g.learn(opts, attribute, owner, name)
	}
}

// learn takes in what an attribute leads to, so that no text may hold it.
func (g *guard) learn(opts Options, attribute string, owner lang.Text, value string) {
	if opts.Secrets != nil {
		g.known = g.known.With(lang.Format("what %s names", "%s所指的内容", spaced(owner)), opts.Secrets(attribute, value)...)
	}
}

// completeGuard takes the names that merchants and the state compute, once they can be computed, and the state's path, and holds
// them against what was read before. Who has read a secret is told that and nothing else: the other complaints may quote it.
func (l *loader) completeGuard() {
	g := l.guard
	if at := l.project.State; at.Postgres() && g.namedBy(at.URLEnv).Empty() {
		g.protectVariable(l.opts, "url_env", ofState, at.URLEnv)
	}
	for _, suffix := range stateSuffixes {
		if at := l.project.State.Path; at != "" {
			g.files = append(g.files, guarded{at + suffix, lang.Both("a file of the state", "状态文件"), l.stateAt})
		}
	}
	for _, block := range l.blocks["merchant"] {
		for _, attr := range sortedAttributes(block.Body) {
			if _, diags := attr.Expr.Value(nil); !diags.HasErrors() {
				continue // it was written out
			}
			if v, diags := l.scope.value(attr.Expr); !diags.HasErrors() && isText(v) {
				g.protectNamed(l.opts, block, attr, v.AsString())
			}
		}
	}
	g.complete = true
	if read := slices.Concat(g.filesRead(), g.variablesRead(), l.secretVariables()); len(read) > 0 {
		l.diags = read
	}
}

func (g *guard) filesRead() (found hcl.Diagnostics) {
	for _, name := range g.opened {
		for _, file := range g.files {
			if g.same(name, file.path) {
				found = append(found, wrong(titleSecretRead, file.at, lang.Format("file(%q) reads %s. No campaign reads that: take the call out.",
					"file(%q) 读取了%s。活动不能读取它：去掉这个调用。", name, file.what)))
			}
		}
	}
	return found
}

func (g *guard) variablesRead() (found hcl.Diagnostics) {
	for _, read := range g.looked {
		if owner := g.namedBy(read.name); !owner.Empty() {
			found = append(found, wrong(titleSecretRead, read.at, readsSecretVariable(read.name, owner)))
		}
	}
	return found
}

// secretVariables are the variables whose value is a secret, from wherever it came.
func (l *loader) secretVariables() (found hcl.Diagnostics) {
	for _, block := range l.blocks["variable"] {
		v, ok := l.project.variables[strings.Join(block.Labels, "")]
		if !ok || v == cty.NilVal {
			continue
		}
		if kind := l.guard.secretIn(v); !kind.Empty() {
			found = append(found, l.guard.fault(lang.Both("The value of this variable", "这个变量的值"), kind, block.DefRange()))
		}
	}
	return found
}

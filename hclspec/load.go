package hclspec

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
)

// Options are what a run brings to the files.
type Options struct {
	Vars      map[string]string           // -var name=value
	VarFiles  []string                    // -var-file, paths inside the folder; later ones win
	LookupEnv func(string) (string, bool) // for REDPACK_VAR_name and env(); nil: an empty environment
	AllowEnv  []string                    // what env() may read beside REDPACK_VAR_name
	Version   string                      // of this program, for required_version; "" is not checked
	ShowAll   bool                        // report up to a thousand faulty rows of each rule instead of folding it after ten
	// WithoutEnv is for output that ends in a pull request, where everybody reads it: the environment sets nothing then. A
	// variable that it would set is an error which names -var.
	WithoutEnv bool
	// Secrets are what an attribute of a merchant or of the state that names a variable (…_env) or a file (…_file) leads to, as far
	// as it is there. No text may hold any of it. nil: none is known.
	Secrets func(attribute, value string) []string
	// SameFile tells whether a file of the folder is the one that a merchant block names in its own way, whatever the two
	// are called. nil: only equal names are.
	SameFile func(name, named string) bool
	// Absent is asked about a CSV that is not in the folder, as lists of people often are not in git. Where it says true, the list
	// yields nobody and Source.Absent tells so; what hangs on the whole of the rows is not checked then. With nil, or false, it is
	// an error.
	Absent func(path string) bool
	// Undeclared is told of a name in Vars that no file declares, where the caller knows of another place for it. With nil
	// it is an error.
	Undeclared func(name string)
}

// Project is one folder: its campaigns share merchants, variables and a state.
type Project struct {
	Merchants []*Merchant // in the order of files and lines
	Campaigns []*Campaign // likewise
	State     StatePlace
	Moved     []Moved

	sources   *sources
	variables map[string]cty.Value // as they were set, from wherever
	sound     []*Merchant
}

// SoundMerchants are those in whose blocks nothing is wrong, for whoever looks at an account although the rest of the files has errors.
func (p *Project) SoundMerchants() []*Merchant { return p.sound }

// Load reads every *.hcl of the folder that fsys is rooted at, together and in the order of their names, which has no
// meaning. It always returns a project, so that the diagnostics' lines can be shown; with errors among them nothing else
// in it may be used but SoundMerchants.
func Load(fsys fs.FS, opts Options) (*Project, hcl.Diagnostics) {
	l := &loader{
		opts:    opts,
		project: &Project{State: StatePlace{Path: DefaultStatePath}, sources: newSources(fsys)},
		meter:   newMeter(),
	}
	if l.opts.LookupEnv == nil {
		l.opts.LookupEnv = func(string) (string, bool) { return "", false }
	}
	l.guard = l.project.sources.guard
	l.guard.sameFile = opts.SameFile
	l.load()
	return l.project, l.diags
}

func (l *loader) load() {
	defer l.recoverTooMany()
	l.parse()
	// Half-read files would be followed by complaints about names that stand in the other half.
	if !l.diags.HasErrors() {
		l.decode()
	}
}

// loader carries one Load from phase to phase: what all of them share, and the steps that need nothing of their own. Phases that do are
// types around it: variables, locals, campaignDecoder, inlineDecoder, movedDecoder.
type loader struct {
	opts    Options
	project *Project
	diags   hcl.Diagnostics
	blocks  map[string][]*hclsyntax.Block // by type, in the order of files and lines
	scope   *scope                        // var.*, local.* and the functions
	draws   map[string]*draw
	guard   *guard
	stateAt hcl.Range // where the state is named
	parser  parser
	meter   *meter
}

func (l *loader) parse() {
	l.blocks = map[string][]*hclsyntax.Block{}
	names, err := fs.Glob(l.project.sources.fsys, "*.hcl")
	if err != nil {
		l.report(unreadable("*.hcl", err))
		return
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, ".") })
	if len(names) == 0 {
		l.report(diag.New(hcl.DiagError, lang.Both("No campaign files", "没有活动文件"),
			lang.Both("The folder has no *.hcl file, so there is nothing to plan. `redpack init` writes a first campaign.",
				"文件夹里没有 *.hcl 文件，没有可以计划的东西。`redpack init` 会写出第一个活动。")))
	}
	for _, name := range names {
		l.parseFile(name)
	}
}

func (l *loader) parseFile(name string) {
	body := l.readBody(name)
	if body == nil {
		return
	}
	for _, attr := range sortedAttributes(body) {
		l.report(wrong(lang.Both("Unexpected attribute", "属性放错了地方"), attr.NameRange,
			lang.Format("%q stands outside of every block. A file consists of blocks: %s.", "%q 不在任何块里。文件由块组成：%s。", attr.Name, lang.List(topLevel))))
	}
	for _, block := range body.Blocks {
		if !slices.Contains(topLevel, block.Type) {
			l.report(wrong(titleUnknownBlock, block.TypeRange, lang.Format("There is no block %q.%s The blocks of a file are %s.",
				"没有 %q 这种块。%s文件里的块有 %s。", block.Type, nearest(block.Type, topLevel), lang.List(topLevel))))
			continue
		}
		l.blocks[block.Type] = append(l.blocks[block.Type], block)
		if block.Type != "moved" && len(l.blocks[block.Type]) > blocksMax {
			l.report(wrong(lang.Both("Too many blocks", "块太多"), block.DefRange(), tooManyBlocks(block.Type)))
			return
		}
	}
}

// readBody reads a file of blocks or of variables; nil where it cannot be read, which is reported.
func (l *loader) readBody(name string) *hclsyntax.Body {
	src, ok := l.hold(name)
	if !ok {
		return nil
	}
	body, diags := l.parser.parse(src, name)
	l.report(diags...)
	if body != nil {
		l.report(silentPitfalls(body)...)
	}
	return body
}

// hold reads a file of HCL, unless a secret stands in it: then nothing else is told of the file, which would be quoted.
func (l *loader) hold(name string) ([]byte, bool) {
	src, err := l.project.sources.hold(name)
	if err != nil {
		l.report(unreadable(name, err))
		return nil, false
	}
	found, bad := l.guard.known.Find(string(src))
	if bad {
		delete(l.project.sources.held, name)
		before := string(src[:found.From])
		at := hcl.Pos{Line: 1 + strings.Count(before, "\n"), Column: 1, Byte: strings.LastIndexByte(before, '\n') + 1}
		l.report(l.guard.fault(lang.Both("The line", "这一行"), found.Kind, hcl.Range{Filename: name, Start: at, End: at}))
	}
	return src, !bad
}

var topLevel = []string{"redpack", "merchant", "variable", "locals", "draw", "campaign", "moved"}

func (l *loader) decode() {
	l.guardMerchants()
	l.guardDatabase()
	(&variables{loader: l, declared: map[string]*variable{}}).decode()
	(&locals{l: l, exprs: map[string]hclsyntax.Expression{}, values: map[string]cty.Value{}, open: map[string]bool{}}).decode()
	l.decodeSettings()
	merchants := l.decodeMerchants()
	l.completeGuard()
	l.decodeDraws()
	l.decodeCampaigns(merchants)
	(&movedDecoder{loader: l, from: map[address.Address]hcl.Range{}, to: map[address.Address]hcl.Range{}}).decode()
}

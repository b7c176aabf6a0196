package hclspec

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/words"
)

// Where a state is kept whose project does not say so.
const (
	DefaultStatePath   = "redpack.state"     // the file
	DefaultStateURLEnv = "REDPACK_STATE_URL" // the environment variable with the address of the database
	DefaultStateSchema = "redpack"           // the schema of the database
)

// ProjectNameMax is how long the name of a project may be, in bytes.
const ProjectNameMax = 64

// The backends, as the label of a state block names them.
const (
	backendSQLite   = "sqlite"
	backendPostgres = "postgres"
)

// StatePlace is where a project keeps its state: in a file, or in a schema of a PostgreSQL database. No address of a database stands in it:
// that has a password, and what is in a campaign's files is seen by all who see the files.
type StatePlace struct {
	Path    string // of the file, relative to the folder; "" for a database
	URLEnv  string // the environment variable that holds the address of the database; "" for a file
	Schema  string // of the database; "" for a file
	Project string // the name under which the folder keeps its campaigns in the merchant's state; "" for a file
}

// Postgres tells whether the place is in a database.
func (s StatePlace) Postgres() bool { return s.URLEnv != "" }

// Backend is the place's kind, as the label of a state block names it.
func (s StatePlace) Backend() string {
	if s.Postgres() {
		return backendPostgres
	}
	return backendSQLite
}

// decodeSettings reads the redpack block: where the state is, the project's name in it, and the version of the program.
func (l *loader) decodeSettings() {
	for i, block := range l.blocks["redpack"] {
		if i > 0 {
			l.report(wrong(lang.Both("Duplicate redpack block", "redpack 块重复"), block.DefRange(),
				lang.Format("A project has one redpack block; another stands at %s.",
					"一个项目只有一个 redpack 块；另一个在 %s。", place.Of(l.blocks["redpack"][0].DefRange()))))
			continue // what is missing in this one may stand in that
		}
		f := l.frame(block.Body, "redpack", "")
		f.said = settingHints
		l.labels(block, 0)
		f.refuseAddress(block)
		decodeRequiredVersion(f)
		if l.decodeState(f) {
			l.decodeProject(f)
		} else {
			f.attributes = append(f.attributes, "project") // nobody knows whether it belongs there
		}
		f.finish()
	}
}

// settingHints are for what belongs into the block inside.
var settingHints = map[string]lang.Text{
	"path": lang.Both(`It stands in the inner block: state "sqlite" { path = … }.`,
		`它写在里面的块中：state "sqlite" { path = … }。`),
	"url_env": lang.Both(`It stands in the inner block: state "postgres" { url_env = … }.`,
		`它写在里面的块中：state "postgres" { url_env = … }。`),
	"schema": lang.Both(`It stands in the inner block: state "postgres" { schema = … }.`,
		`它写在里面的块中：state "postgres" { schema = … }。`),
}

// decodeState reads the state block, if there is one; known is false where it does not say which backend is meant.
func (l *loader) decodeState(f *frame) (known bool) {
	blocks := f.blocks("state", 0)
	if len(blocks) == 0 {
		return true
	}
	block := blocks[0]
	for _, other := range blocks[1:] {
		l.report(wrong(lang.Both("Two states", "有两个状态库"), other.DefRange(), twoStates(place.Of(block.DefRange()))))
	}
	if !l.labels(block, 1) {
		return false
	}
	switch backend := block.Labels[0]; backend {
	case backendSQLite:
		l.decodeFile(block)
	case backendPostgres:
		l.decodeDatabase(block)
	default:
		l.report(wrong(lang.Both("Unknown state backend", "未知的状态存储方式"), block.LabelRanges[0], unknownBackend(backend, nearest(backend, []string{backendSQLite, backendPostgres}))))
		return false
	}
	return true
}

// besideState is said of a name that belongs one block further out.
var besideState = lang.Both("It stands beside the state block: redpack { project = … }.",
	"它写在 state 块旁边：redpack { project = … }。")

// decodeFile reads the place of a state in a file.
func (l *loader) decodeFile(block *hclsyntax.Block) {
	ofDatabase := lang.Both(`A file has none: it belongs to state "postgres", which keeps the state in a database.`,
		`状态文件没有它：它属于 state "postgres"，也就是状态存在数据库里的写法。`)
	f := l.frame(block.Body, `state "sqlite"`, "state.")
	f.said = map[string]lang.Text{"url_env": ofDatabase, "schema": ofDatabase, "project": besideState}
	f.refuseAddress(block)
	if statePath := f.text("path"); statePath != "" {
		if !insideFolder(statePath) {
			l.report(wrong(lang.Both("State outside the folder", "状态库在文件夹之外"), f.at("path"),
				lang.Format("The state belongs to this folder's campaigns, but %q leads out of it. Give a path below the folder.",
					"状态库属于本文件夹的活动，而 %q 指向文件夹之外。写一个文件夹内的路径。", statePath)))
		}
		l.project.State.Path, l.stateAt = path.Clean(statePath), f.at("path")
		if _, err := fs.Stat(l.project.sources.fsys, path.Dir(l.project.State.Path)); !leadsOut(err).Empty() {
			l.report(wrong(lang.Both("State outside the folder", "状态库在文件夹之外"), f.at("path"), stateBehindLink(leadsOut(err))))
		}
	}
	f.finish()
}

// decodeDatabase reads the place of a state in a database. Nothing is asked of the environment here: who validates a campaign, or shows it
// to reviewers, needs no database.
func (l *loader) decodeDatabase(block *hclsyntax.Block) {
	l.project.State = StatePlace{URLEnv: DefaultStateURLEnv, Schema: DefaultStateSchema}
	f := l.frame(block.Body, `state "postgres"`, "state.")
	f.said = databaseHints
	f.refuseAddress(block)
	l.project.State.URLEnv = cmp.Or(f.text("url_env"), DefaultStateURLEnv)
	if schema, ok := f.typed("schema", cty.String, quoteIt); ok {
		if why := schemaFault(schema.AsString()); !why.Empty() {
			l.report(wrong(lang.Both("Not a schema", "不是 schema 名"), f.at("schema"),
				lang.Format("schema is %q.%s %s",
					"schema 是 %q。%s%s", schema.AsString(), words.Oddity(schema.AsString()), why)))
		} else {
			l.project.State.Schema = schema.AsString()
		}
	}
	f.finish()
}

// databaseHints are for what people expect in the block of a database.
var databaseHints = func() map[string]lang.Text {
	hints := map[string]lang.Text{
		"path": lang.Both(`A database has none: its place is a schema. It belongs to state "sqlite", which keeps the state in a file.`,
			`数据库没有它：数据库里的位置是 schema。它属于 state "sqlite"，也就是状态存在文件里的写法。`), "project": besideState,
	}
	for _, name := range []string{"host", "hostaddr", "port", "user", "username", "dbname", "database", "sslmode"} {
		hints[name] = lang.Both("It is a part of the address, postgres://user:password@host:port/database?sslmode=…, which stands in the environment variable that url_env names.",
			"它是地址 postgres://user:password@host:port/database?sslmode=… 的一部分，地址放在 url_env 指定的环境变量中。")
	}
	return hints
}()

// addressNames are what people call the address of a database, or its password, when they write it into the file.
var addressNames = []string{"url", "uri", "dsn", "conn_str", "connection_string", "database_url", "password", "passwd", "pgpassword"}

// refuseAddress reports the address of a database that is written into the file, under whatever name. Neither the value nor its line is
// shown, because there may be a password in it, also where only the name of a variable was expected.
func (f *frame) refuseAddress(block *hclsyntax.Block) {
	for _, attr := range sortedAttributes(block.Body) {
		v, diags := f.scope.value(attr.Expr)
		isText := !diags.HasErrors() && isText(v)
		line := attr.NameRange.Start.Line
		switch {
		case slices.Contains(addressNames, words.Narrow(attr.Name)), isText && strings.Contains(v.AsString(), "://"):
			f.l.report(wrong(lang.Both("Secret in a campaign file", "活动文件中有密钥"), block.DefRange(), addressInFile(line, attr.Name)))
		case attr.Name == "url_env" && isText && !isEnvName(v.AsString()):
			f.l.report(wrong(lang.Both("Not the name of a variable", "不是环境变量名"), block.DefRange(), addressAsName(line)))
		default:
			continue
		}
		f.l.guard.hide(attr.SrcRange)
		f.refused = append(f.refused, attr.Name)
	}
}

// schemaFault tells why a text is no schema that a state can be kept in, or "". It is stricter than PostgreSQL, so that the name is
// the same with quotes and without.
func schemaFault(schema string) lang.Text {
	const (
		letters = "abcdefghijklmnopqrstuvwxyz_"
		longest = 63 // beyond which PostgreSQL cuts a name off, so that two of them would be one
	)
	switch {
	case schema == "" || strings.Trim(schema, letters+"0123456789") != "" || !strings.Contains(letters, schema[:1]):
		return lang.Both("A schema is named here by small letters of a to z, digits and _, of which a digit is not the first.",
			"schema 名只用小写字母 a 到 z、数字和 _，并且不以数字开头。")
	case len(schema) > longest:
		return lang.Format("It has %s, and PostgreSQL cuts a name off behind 63 bytes.",
			"它有 %s，而 PostgreSQL 会截断 63 字节之后的部分。", sized(schema))
	case strings.HasPrefix(schema, "pg_"):
		return lang.Both("PostgreSQL keeps names that begin with pg_ for itself.",
			"pg_ 开头的名字由 PostgreSQL 保留。")
	}
	return lang.Text{}
}

// decodeProject reads under which name the folder's campaigns stand in a state that other folders share.
func (l *loader) decodeProject(f *frame) {
	name, ok := f.typed("project", cty.String, quoteIt)
	switch {
	case !l.project.State.Postgres():
		if f.has("project") {
			l.report(wrong(lang.Both("Project without a database", "没有数据库却写了 project"), f.at("project"), projectNeedsDatabase()))
		}
	case ok:
		if d := projectFault(name.AsString(), f.at("project")); d != nil {
			l.report(d)
		}
		l.project.State.Project = name.AsString()
	case !f.has("project") || !l.diags.HasErrors(): // otherwise it was reported why it has no value
		l.report(wrong(titleMissing, f.body.MissingItemRange(), databaseNeedsProject()))
	}
}

// projectFault tells why a text cannot name a project, or nil. HCL has brought it into its normal form. Two names that look alike would be
// two projects, and the campaigns of one would be unknown to the other.
func projectFault(name string, at hcl.Range) *hcl.Diagnostic {
	summary := lang.Both("Not the name of a project", "不是项目名")
	switch i := unseenIn(name); {
	case name == "":
		return wrong(summary, at, lang.Both("project is empty.", "project 为空。"))
	case len(name) > ProjectNameMax:
		return wrong(summary, at,
			lang.Format("project has %s; %d bytes are allowed.",
				"project 有 %s；最多允许 %d 字节。", sized(name), ProjectNameMax))
	case strings.IndexFunc(name, unprintable) >= 0:
		return wrong(summary, at,
			lang.Format("project holds the control character %U. Take it out.",
				"project 含有控制字符 %U。删掉它。", controlIn(name)))
	case blankAround(name) >= 0:
		return wrong(summary, at,
			lang.Format("project holds %s, where nobody sees it. Take it out.",
				"project 含有 %s，在那里谁也看不见。删掉它。", characterAt(name, blankAround(name))))
	case i >= 0:
		return wrong(summary, at,
			lang.Format("project holds %s, which nobody sees. Take it out.",
				"project 含有 %s，谁也看不见。删掉它。", characterAt(name, i)))
	}
	return nil
}

// controlIn is the first control character of a text.
func controlIn(text string) rune {
	r, _ := utf8.DecodeRuneInString(text[strings.IndexFunc(text, unprintable):])
	return r
}

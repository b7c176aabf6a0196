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
			l.report(fault("Duplicate redpack block", block.DefRange(), "A project has one redpack block; another stands at %s.",
				place.Of(l.blocks["redpack"][0].DefRange())))
			continue // what is missing in this one may stand in that
		}
		f := l.frame(block.Body, "redpack", "")
		f.hints = settingHints
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
var settingHints = map[string]string{
	"path":    `It stands in the inner block: state "sqlite" { path = … }.`,
	"url_env": `It stands in the inner block: state "postgres" { url_env = … }.`,
	"schema":  `It stands in the inner block: state "postgres" { schema = … }.`,
}

// decodeState reads the state block, if there is one; known is false where it does not say which backend is meant.
func (l *loader) decodeState(f *frame) (known bool) {
	blocks := f.blocks("state", 0)
	if len(blocks) == 0 {
		return true
	}
	block := blocks[0]
	for _, other := range blocks[1:] {
		l.report(fault("Two states", other.DefRange(), "A project keeps its state in one place, and another state block stands at %s. What one of two "+
			"states knows as paid, the other one would pay again. Keep one block; `redpack state copy` carries what was recorded to another "+
			"place.", place.Of(block.DefRange())))
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
		l.report(fault("Unknown state backend", block.LabelRanges[0], "There is no state backend %q.%s A state is kept in \"sqlite\", a file in this "+
			"folder, or in \"postgres\", a schema of a PostgreSQL database that several machines reach.",
			backend, didYouMean(backend, []string{backendSQLite, backendPostgres})))
		return false
	}
	return true
}

// besideState is said of a name that belongs one block further out.
const besideState = "It stands beside the state block: redpack { project = … }."

// decodeFile reads the place of a state in a file.
func (l *loader) decodeFile(block *hclsyntax.Block) {
	const ofDatabase = `A file has none: it belongs to state "postgres", which keeps the state in a database.`
	f := l.frame(block.Body, `state "sqlite"`, "state.")
	f.hints = map[string]string{"url_env": ofDatabase, "schema": ofDatabase, "project": besideState}
	f.refuseAddress(block)
	if statePath := f.text("path"); statePath != "" {
		if !insideFolder(statePath) {
			l.report(fault("State outside the folder", f.at("path"), "The state belongs to this folder's campaigns, but %q leads "+
				"out of it. Give a path below the folder.", statePath))
		}
		l.project.State.Path, l.stateAt = path.Clean(statePath), f.at("path")
		if _, err := fs.Stat(l.project.sources.fsys, path.Dir(l.project.State.Path)); leadsOut(err) != "" {
			l.report(fault("State outside the folder", f.at("path"), "The state belongs to this folder's campaigns, but %s it. Give a path "+
				"below the folder. To keep the state on another disk, make it here, move it there with the files beside it, and link to the "+
				"file itself.", leadsOut(err)))
		}
	}
	f.finish()
}

// decodeDatabase reads the place of a state in a database. Nothing is asked of the environment here: who validates a campaign, or shows it
// to reviewers, needs no database.
func (l *loader) decodeDatabase(block *hclsyntax.Block) {
	l.project.State = StatePlace{URLEnv: DefaultStateURLEnv, Schema: DefaultStateSchema}
	f := l.frame(block.Body, `state "postgres"`, "state.")
	f.hints = databaseHints
	f.refuseAddress(block)
	l.project.State.URLEnv = cmp.Or(f.text("url_env"), DefaultStateURLEnv)
	if schema, ok := f.typed("schema", cty.String, "Put it in quotes."); ok {
		if why := schemaFault(schema.AsString()); why != "" {
			l.report(fault("Not a schema", f.at("schema"), "schema is %q.%s %s", schema.AsString(), words.Oddity(schema.AsString()).English, why))
		} else {
			l.project.State.Schema = schema.AsString()
		}
	}
	f.finish()
}

// databaseHints are for what people expect in the block of a database.
var databaseHints = func() map[string]string {
	hints := map[string]string{
		"path": `A database has none: its place is a schema. It belongs to state "sqlite", which keeps the state in a file.`, "project": besideState,
	}
	for _, name := range []string{"host", "hostaddr", "port", "user", "username", "dbname", "database", "sslmode"} {
		hints[name] = "It is a part of the address, postgres://user:password@host:port/database?sslmode=…, which stands in the environment variable " +
			"that url_env names."
	}
	return hints
}()

// addressNames are what people call the address of a database, or its password, when they write it into the file.
var addressNames = []string{"url", "uri", "dsn", "conn_str", "connection_string", "database_url", "password", "passwd", "pgpassword"}

// refuseAddress reports the address of a database that is written into the file, under whatever name. Neither the value nor its line is
// shown, because there may be a password in it, also where only the name of a variable was expected.
func (f *frame) refuseAddress(block *hclsyntax.Block) {
	const write = "Give the address to an environment variable, and write the NAME of it into state \"postgres\":\n\n  url_env = \"" +
		DefaultStateURLEnv + "\""
	for _, attr := range sortedAttributes(block.Body) {
		v, diags := f.scope.value(attr.Expr)
		isText := !diags.HasErrors() && isText(v)
		line := attr.NameRange.Start.Line
		switch {
		case slices.Contains(addressNames, words.Narrow(attr.Name)), isText && strings.Contains(v.AsString(), "://"):
			f.l.report(fault("Secret in a campaign file", block.DefRange(), "Line %d sets %s to the address of a database, or to a part of it. A campaign "+
				"is kept in git and shown to reviewers, and an address holds a password, so it has no place in it. Replace the password if it "+
				"was committed. "+write, line, attr.Name))
		case attr.Name == "url_env" && isText && !isEnvName(v.AsString()):
			f.l.report(fault("Not the name of a variable", block.DefRange(), "Line %d sets url_env to what is no name of an environment variable: letters, "+
				"digits and _, of which a digit is not the first. The value is not shown, because it may be the address itself, with its "+
				"password, which has no place in a file that is kept in git. "+write, line))
		default:
			continue
		}
		f.l.guard.hide(attr.SrcRange)
		f.refused = append(f.refused, attr.Name)
	}
}

// schemaFault tells why a text is no schema that a state can be kept in, or "". It is stricter than PostgreSQL, so that the name is
// the same with quotes and without.
func schemaFault(schema string) string {
	const (
		letters = "abcdefghijklmnopqrstuvwxyz_"
		longest = 63 // beyond which PostgreSQL cuts a name off, so that two of them would be one
	)
	switch {
	case schema == "" || strings.Trim(schema, letters+"0123456789") != "" || !strings.Contains(letters, schema[:1]):
		return "A schema is named here by small letters of a to z, digits and _, of which a digit is not the first."
	case len(schema) > longest:
		return "It has " + size(schema) + ", and PostgreSQL cuts a name off behind 63 bytes."
	case strings.HasPrefix(schema, "pg_"):
		return "PostgreSQL keeps names that begin with pg_ for itself."
	}
	return ""
}

// decodeProject reads under which name the folder's campaigns stand in a state that other folders share.
func (l *loader) decodeProject(f *frame) {
	name, ok := f.typed("project", cty.String, "Put it in quotes.")
	switch {
	case !l.project.State.Postgres():
		if f.has("project") {
			l.report(fault("Project without a database", f.at("project"), "With a file the folder is the project: the state lies in it and holds "+
				"its campaigns alone. A name keeps the campaigns of several folders apart in one database. Take the line out, or keep the state "+
				"in a database: state \"postgres\" { … }."))
		}
	case ok:
		if d := projectFault(name.AsString(), f.at("project")); d != nil {
			l.report(d)
		}
		l.project.State.Project = name.AsString()
	case !f.has("project") || !l.diags.HasErrors(): // otherwise it was reported why it has no value
		l.report(fault("Missing attribute", f.body.MissingItemRange(), "redpack needs project beside state \"postgres\". A database may hold the "+
			"campaigns of several folders, and this says which of them are this folder's. The folder's own name cannot: another checkout "+
			"has another one, and the campaigns would be new there. Write one that stays, such as\n\n  project = \"spring-2027\""))
	}
}

// projectFault tells why a text cannot name a project, or nil. HCL has brought it into its normal form. Two names that look alike would be
// two projects, and the campaigns of one would be unknown to the other.
func projectFault(name string, at hcl.Range) *hcl.Diagnostic {
	const summary = "Not the name of a project"
	switch i := unseenIn(name); {
	case name == "":
		return fault(summary, at, "project is empty.")
	case len(name) > ProjectNameMax:
		return fault(summary, at, "project has %s; %d bytes are allowed.", size(name), ProjectNameMax)
	case strings.IndexFunc(name, unprintable) >= 0:
		return fault(summary, at, "project holds the control character %U. Take it out.", controlIn(name))
	case blankAround(name) >= 0:
		return fault(summary, at, "project holds %s, where nobody sees it. Take it out.", characterAt(name, blankAround(name)))
	case i >= 0:
		return fault(summary, at, "project holds %s, which nobody sees. Take it out.", characterAt(name, i))
	}
	return nil
}

// controlIn is the first control character of a text.
func controlIn(text string) rune {
	r, _ := utf8.DecodeRuneInString(text[strings.IndexFunc(text, unprintable):])
	return r
}

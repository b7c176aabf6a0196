package hclspec_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
)

// keptIn is a campaign whose redpack block has these lines.
func keptIn(lines string) folder {
	return folder{"a.hcl": "redpack {\n" + lines + "\n}\n" + people(anna)}
}

// inDatabase is a redpack block with these lines in its state block, and a project.
func inDatabase(lines string) folder {
	return keptIn("project = \"spring-2027\"\nstate \"postgres\" {\n" + lines + "\n}")
}

func TestStatePlaces(t *testing.T) {
	const byDefault = "REDPACK_STATE_URL"
	for name, tt := range map[string]struct {
		files   folder
		backend string
		want    hclspec.StatePlace
	}{
		"nothing":        {folder{"a.hcl": people(anna)}, "sqlite", hclspec.StatePlace{Path: "redpack.state"}},
		"an empty block": {keptIn(""), "sqlite", hclspec.StatePlace{Path: "redpack.state"}},
		"a file":         {keptIn("state \"sqlite\" {\npath = \"x/../our.state\"\n}"), "sqlite", hclspec.StatePlace{Path: "our.state"}},
		"a database":     {inDatabase(""), "postgres", hclspec.StatePlace{URLEnv: byDefault, Schema: "redpack", Project: "spring-2027"}},
		"all of it": {
			inDatabase("url_env = \"TEAM_URL\"\nschema = \"_pay_2\""), "postgres",
			hclspec.StatePlace{URLEnv: "TEAM_URL", Schema: "_pay_2", Project: "spring-2027"},
		},
		"nothing of it": {
			inDatabase("url_env = null\nschema = null"), "postgres",
			hclspec.StatePlace{URLEnv: byDefault, Schema: "redpack", Project: "spring-2027"},
		},
		"computed": {
			folder{"a.hcl": "locals {\nyear = 2027\n}\nredpack {\nproject = \"春节 ${local.year}\"\nstate \"postgres\" {\nurl_env = upper(\"url_${local.year}\")\n" +
				"schema = \"pay_${local.year}\"\n}\n}\n" + people(anna)},
			"postgres",
			hclspec.StatePlace{URLEnv: "URL_2027", Schema: "pay_2027", Project: "春节 2027"},
		},
		"another normal form": {
			keptIn("project = \"Cafe\u0301\"\nstate \"postgres\" {}"), "postgres",
			hclspec.StatePlace{URLEnv: byDefault, Schema: "redpack", Project: "Caf\u00e9"},
		},
		"the longest names": {
			keptIn("project = \"" + strings.Repeat("福", 21) + "1\"\nstate \"postgres\" {\nschema = \"" + strings.Repeat("a", 63) + "\"\n}"), "postgres",
			hclspec.StatePlace{URLEnv: byDefault, Schema: strings.Repeat("a", 63), Project: strings.Repeat("福", 21) + "1"},
		},
	} {
		// Nobody is asked for an environment.
		project, diags := tt.files.load(t, hclspec.Options{WithoutEnv: true})
		if len(diags) > 0 || project.State != tt.want || project.State.Backend() != tt.backend || project.State.Postgres() != (tt.backend == "postgres") {
			t.Errorf("%s: %+v, %v", name, project.State, diags)
		}
	}
}

var stateMistakes = []mistake{
	{"another backend of the state", keptIn("state \"mysql\" {}"), "Unknown state backend", `"mysql"`, `"sqlite", a file in this folder, or in "postgres"`},
	{"a backend nearly right", keptIn("project = \"x\"\nstate \"postgre\" {\nx = 1\n}"), "Unknown state backend", `"postgre"`, `Did you mean "postgres"`},
	{"a state without a backend", keptIn("project = \"x\"\nstate {}"), "Wrong number of labels", "state", `state "name" { … }`},
	{"a state as an attribute", keptIn("state = \"postgres\""), "Unknown attribute", "state", "written as a block"},
	{"two states", keptIn("project = \"x\"\nstate \"postgres\" {}\nstate \"sqlite\" {}"), "Two states", `state "sqlite"`, "line 3 of a.hcl"},
	{"two states of a kind", keptIn("state \"sqlite\" {}\nstate \"sqlite\" {\npath = \"x\"\n}"), "Two states", `state "sqlite"`, "would pay again"},
	{"two redpack blocks, each with a half", folder{"a.hcl": "redpack {\nstate \"postgres\" {}\nproject = \"x\"\n}\nredpack {\nproject = \"y\"\n}\n" + people(anna)}, "Duplicate redpack block", "redpack", "line 1 of a.hcl"},

	{"a URL", inDatabase("url = \"postgres://u:hunter2@db/x\""), "Secret in a campaign file", `state "postgres"`, "Line 4 sets url"},
	{"a URL without a password", inDatabase("url = \"postgres://db/x\""), "Secret in a campaign file", `state "postgres"`, "\n\n  url_env = \"REDPACK_STATE_URL\""},
	{"a URL as Terraform calls it", inDatabase("conn_str = \"postgres://u:hunter2@db/x\""), "Secret in a campaign file", `state "postgres"`, "sets conn_str"},
	{"a URL for a schema", inDatabase("schema = \"postgres://u:hunter2@db/x\""), "Secret in a campaign file", `state "postgres"`, "sets schema"},
	{"a URL for a variable", inDatabase("url_env = \"postgresql://u:hunter2@db/x\""), "Secret in a campaign file", `state "postgres"`, "sets url_env"},
	{"a password", inDatabase("password = \"hunter2\""), "Secret in a campaign file", `state "postgres"`, "or to a part of it"},
	{"a URL for a file", keptIn("state \"sqlite\" {\nurl = \"postgres://u:hunter2@db/x\"\n}"), "Secret in a campaign file", `state "sqlite"`, `into state "postgres"`},
	{"a URL outside", keptIn("url = \"postgres://u:hunter2@db/x\""), "Secret in a campaign file", "redpack", "Line 2 sets url"},

	{"a variable with a dollar", inDatabase("url_env = \"$REDPACK_STATE_URL\""), "Not the name of a variable", `state "postgres"`, "Line 4 sets url_env"},
	{"a variable that begins with a digit", inDatabase("url_env = \"1URL\""), "Not the name of a variable", `state "postgres"`, "not shown"},
	{"a variable without a name", inDatabase("url_env = \"\""), "Not the name of a variable", `state "postgres"`, "url_env = \"REDPACK_STATE_URL\""},
	{"a variable that is a number", inDatabase("url_env = 1"), "Wrong type", "1", "quotes"},

	{"a schema in capitals", inDatabase("schema = \"Spring\""), "Not a schema", `"Spring"`, "small letters"},
	{"a schema with a digit first", inDatabase("schema = \"1a\""), "Not a schema", `"1a"`, "a digit is not the first"},
	{"a schema with quotes", inDatabase("schema = \"a\\\"; drop\""), "Not a schema", `"a\"; drop"`, "small letters"},
	{"a schema of full width", inDatabase("schema = \"ａ\""), "Not a schema", `"ａ"`, "small letters"},
	{"no schema", inDatabase("schema = \"\""), "Not a schema", `""`, "small letters"},
	{"a schema of 64 bytes", inDatabase("schema = \"" + strings.Repeat("a", 64) + "\""), "Not a schema", "", "64 bytes"},
	{"a schema of PostgreSQL", inDatabase("schema = \"pg_toast\""), "Not a schema", `"pg_toast"`, "for itself"},
	{"a schema that is a number", inDatabase("schema = 1"), "Wrong type", "1", "quotes"},

	{"no project", keptIn("state \"postgres\" {}"), "Missing attribute", "", "project = \"spring-2027\""},
	{"a project of null", keptIn("project = null\nstate \"postgres\" {}"), "Missing attribute", "", "another checkout"},
	{"an empty project", keptIn("project = \"\"\nstate \"postgres\" {}"), "Not the name of a project", `""`, "empty"},
	{"a project that is a number", keptIn("project = 2027\nstate \"postgres\" {}"), "Wrong type", "2027", "quotes"},
	{"a project of 65 bytes", keptIn("project = \"" + strings.Repeat("福", 21) + "12\"\nstate \"postgres\" {}"), "Not the name of a project", "", "65 bytes (23 characters); 64"},
	{"a project of two lines", keptIn("project = \"a\\nb\"\nstate \"postgres\" {}"), "Not the name of a project", `"a\nb"`, "U+000A"},
	{"a project with a blank behind it", keptIn("project = \"a \"\nstate \"postgres\" {}"), "Not the name of a project", `"a "`, "after its 1st character"},
	{"a project with what nobody sees", keptIn("project = \"a\u200bb\"\nstate \"postgres\" {}"), "Not the name of a project", "\"a\u200bb\"", "nobody sees"},
	{"a project of an unset variable", folder{"a.hcl": "variable \"x\" {}\nredpack {\nproject = var.x\nstate \"postgres\" {}\n}\n" + people(anna)}, "Variable not set", `variable "x"`, ""},
	{"a project of a file", keptIn("project = \"a\"\nstate \"sqlite\" {}"), "Project without a database", `"a"`, "the folder is the project"},
	{"a project of nothing", keptIn("project = \"a\""), "Project without a database", `"a"`, `state "postgres" { … }`},

	{"a path in a database", inDatabase("path = \"redpack.state\""), "Unknown attribute", "path", "its place is a schema"},
	{"a schema in a file", keptIn("state \"sqlite\" {\nschema = \"a\"\n}"), "Unknown attribute", "schema", `belongs to state "postgres"`},
	{"a variable in a file", keptIn("state \"sqlite\" {\nurl_env = \"A\"\n}"), "Unknown attribute", "url_env", `belongs to state "postgres"`},
	{"a misspelt schema", inDatabase("shema = \"a\""), "Unknown attribute", "shema", `Did you mean "schema"`},
	{"a host", inDatabase("host = \"db\""), "Unknown attribute", "host", "a part of the address"},
	{"a project inside", inDatabase("project = \"a\""), "Unknown attribute", "project", "beside the state block"},
	{"a schema outside", keptIn("schema = \"a\""), "Unknown attribute", "schema", `state "postgres" { schema = … }`},
	{"a path outside", keptIn("path = \"a\""), "Unknown attribute", "path", `state "sqlite" { path = … }`},
}

// What is wrong with a state is told once, whatever hangs on it.
func TestStateMistakesAreAlone(t *testing.T) {
	for _, tt := range stateMistakes {
		if _, diags := tt.files.stream(t); summaries(diags) != tt.summary {
			t.Errorf("%s: %v", tt.name, diags)
		}
	}
}

// The address of a database is in no message and in no line that a message shows, also where all of it stands in one line.
func TestAddressesAreNotShown(t *testing.T) {
	const secret = "hunter2"
	for _, attribute := range []string{"url", "url_env", "ＵＲＬ", "ｕｒｌ", "schema", "password", "whatever"} {
		line := attribute + " = \"postgres://u:" + secret + "@db/x\""
		for _, src := range []string{
			"redpack {\n  state \"postgres\" { " + line + " }\n}\n",
			"redpack { " + line + " }\n",
			"redpack {\n  state \"postgres\" {\n    " + line + "\n    foo = 1\n  }\n}\n",
			"redpack {\n  state \"postgres\" {\n    " + attribute + " = <<-EOT\n      postgres://u:" + secret + "@db/x\n    EOT\n  }\n}\n",
		} {
			project, diags := folder{"a.hcl": src + people(anna)}.load(t, hclspec.Options{})
			if !diags.HasErrors() {
				t.Errorf("accepted: %s", src)
			}
			for _, d := range diags {
				if strings.Contains(d.Error(), secret) {
					t.Errorf("told: %s", d)
				}
			}
			for line := range strings.Count(src, "\n") {
				at := 0
				for range line {
					at += strings.IndexByte(src[at:], '\n') + 1
				}
				text, _ := project.Line(hcl.Range{Filename: "a.hcl", Start: hcl.Pos{Line: line + 1, Column: 1, Byte: at}})
				if strings.Contains(text, secret) {
					t.Errorf("shown: %s", text)
				}
			}
		}
	}
}

package hclspec_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
)

// What belongs to the operator, put together so that no scanner takes this file for a leak.
const (
	apiKey     = "PLANTED0key1of2the3merchant45678"
	token      = "ghp" + "_PLANTED0123456789abcdefABCDEF012345678"
	unnamedKey = "PLANTED9other8key7of6another5shp"
	dbPassword = "PLANTED6password7of8a9database"
	keyBody    = "PLANTEDkeyBODYofTHEprivateKEY01234567890123456789012345678901234"
	bareKey    = "MIIG/" + "QIBADANBgkqhkiG9w0BAQEFAASCBucw/PLANTED0PLANTED0"
	otherKey   = "-----BEGIN " + "PRIVATE KEY-----\nPLANTED" + "\n-----END " + "PRIVATE KEY-----\n"
	dated      = "date = \"20270206\"\nrecipients = {\n" + anna + "\n}\n}\n"
)

// operator is the machine that a hostile campaign is run on.
func operator(change func(*hclspec.Options)) hclspec.Options {
	env := map[string]string{
		"REDPACK_API_KEY": apiKey, "GITHUB_TOKEN": token, "REDPACK_VAR_t": token, "REDPACK_VAR_KEY": apiKey, "HOME": "/home/PLANTED",
		"REDPACK_STATE_URL": "postgres://u:" + dbPassword + "@db/x", "REDPACK_VAR_DB": "postgres://u:" + dbPassword + "@db/x",
	}
	o := hclspec.Options{
		LookupEnv: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		Secrets: func(attribute, value string) []string {
			return map[string][]string{"api_key_env": {env[value]}, "url_env": {dbPassword}, "key_file": {keyBody}, "api_key_file": {apiKey}}[attribute]
		},
		SameFile: func(name, named string) bool { return strings.HasPrefix(name, "hard") && named == "k.pem" },
	}
	if change != nil {
		change(&o)
	}
	return o
}

// wish is the live campaign with another wishing.
func wish(expression string) string {
	return strings.Replace(live, `wishing   = "c"`, "wishing = "+expression, 1) + dated
}

// database is a state in a database whose address a variable holds; "" is the default.
func database(urlEnv string) string {
	if urlEnv != "" {
		urlEnv = "url_env = " + urlEnv + "\n"
	}
	return "redpack {\nproject = \"x\"\nstate \"postgres\" {\n" + urlEnv + "}\n}\n"
}

// fromEnv is a campaign that wishes what a variable of the environment says.
func fromEnv(expression string) string {
	return "variable \"w\" {\ndefault = " + expression + "\n}\n" + wish("var.w")
}

var thefts = []struct {
	name    string
	files   folder
	options func(*hclspec.Options)
	summary string
	detail  string
}{
	// The environment.
	{"the API key", folder{"a.hcl": fromEnv(`env("REDPACK_API_KEY")`)}, nil, "Environment not read", "api_key_env of merchant"},
	{"the API key in small letters", folder{"a.hcl": fromEnv(`env("redpack_api_key")`)}, nil, "Environment not read", "api_key_env of merchant"},
	{"the API key, allowed", folder{"a.hcl": fromEnv(`env("REDPACK_API_KEY")`)}, func(o *hclspec.Options) { o.AllowEnv = []string{"REDPACK_API_KEY"} }, "Environment not read", "api_key_env of merchant"},
	{"the API key with the prefix", folder{"a.hcl": strings.Replace(fromEnv(`env("REDPACK_VAR_KEY")`), "REDPACK_API_KEY", "REDPACK_VAR_KEY", 1)}, nil, "Environment not read", "api_key_env of merchant"},
	{"the API key as a variable", folder{"a.hcl": strings.Replace("variable \"KEY\" {}\n"+wish("var.KEY"), "REDPACK_API_KEY", "REDPACK_VAR_KEY", 1)}, nil, "Environment not read", "api_key_env of merchant"},
	{"the API key whose name is computed", folder{"a.hcl": strings.Replace(fromEnv(`env("REDPACK_VAR_KEY")`), `"REDPACK_API_KEY"`, `upper("redpack_var_key")`, 1)}, nil, "Secret read by a campaign", "api_key_env of merchant"},
	{"the API key of a broken block", folder{"a.hcl": "merchant \"other\" {\napi_key_env = \"REDPACK_VAR_KEY\"\n}\n" + fromEnv(`env("REDPACK_VAR_KEY")`)}, nil, "Environment not read", `api_key_env of merchant "other"`},
	{"the API key under another name", folder{"a.hcl": fromEnv(`env("REDPACK_VAR_KEY")`)}, nil, "Environment not read", ""},
	{"the state's database", folder{"a.hcl": database("") + fromEnv(`env("REDPACK_STATE_URL")`)}, nil, "Environment not read", "url_env of the state"},
	{"the state's database, allowed", folder{"a.hcl": database("") + fromEnv(`env("REDPACK_STATE_URL")`)}, func(o *hclspec.Options) { o.AllowEnv = []string{"REDPACK_STATE_URL"} }, "Environment not read", "url_env of the state"},
	{"the state's database in small letters", folder{"a.hcl": database(`"REDPACK_VAR_DB"`) + fromEnv(`env("redpack_var_db")`)}, nil, "Environment not read", "url_env of the state"},
	{"the state's database with the prefix", folder{"a.hcl": database(`"REDPACK_VAR_DB"`) + fromEnv(`env("REDPACK_VAR_DB")`)}, nil, "Environment not read", "url_env of the state"},
	{"the state's database as a variable", folder{"a.hcl": database(`"REDPACK_VAR_DB"`) + "variable \"DB\" {}\n" + wish("var.DB")}, nil, "Environment not read", "url_env of the state"},
	{"the state's database whose name is computed", folder{"a.hcl": database(`upper("redpack_var_db")`) + fromEnv(`env("REDPACK_VAR_DB")`)}, nil, "Secret read by a campaign", "url_env of the state"},
	{"the database's password by -var", folder{"a.hcl": database("") + "variable \"x\" {}\n" + wish("var.x")}, func(o *hclspec.Options) { o.Vars = map[string]string{"x": dbPassword} }, "Secret in a campaign", "url_env of the state"},
	{"the database's password in a wish", folder{"a.hcl": database("") + wish(`"`+dbPassword+`"`)}, nil, "Secret in a campaign", "url_env of the state"},
	{"a token", folder{"a.hcl": fromEnv(`env("GITHUB_TOKEN")`)}, nil, "Environment not read", "REDPACK_VAR_"},
	{"a token, piece by piece", folder{"a.hcl": fromEnv(`try(join("-", [for i in range(40) : substr(env("GITHUB_TOKEN"), i, 1)]), "x")`)}, nil, "Environment not read", "REDPACK_VAR_"},
	{"a token, allowed by mistake", folder{"a.hcl": fromEnv(`env("GITHUB_TOKEN")`)}, func(o *hclspec.Options) { o.AllowEnv = []string{"GITHUB_TOKEN"} }, "Environment not read", "a GitHub token"},
	{"a token with the prefix", folder{"a.hcl": "variable \"t\" {}\n" + wish("var.t")}, nil, "Environment not read", "a GitHub token"},
	{"a token of the wrong type", folder{"a.hcl": "variable \"t\" {\ntype = number\n}\n" + wish("\"x\"")}, nil, "Environment not read", "a GitHub token"},
	{"the folder of a person", folder{"a.hcl": fromEnv(`env("HOME")`)}, nil, "Environment not read", "-allow-env"},
	{"anything, for a pull request", folder{"a.hcl": fromEnv(`env("REDPACK_VAR_KEY")`)}, func(o *hclspec.Options) { o.WithoutEnv = true }, "Environment not read", "reads no environment"},
	{"a variable, for a pull request", folder{"a.hcl": "variable \"t\" {\ndefault = \"x\"\n}\n" + wish("var.t")}, func(o *hclspec.Options) { o.WithoutEnv = true }, "Environment not read", "-var t=…"},
	{"a token by -var", folder{"a.hcl": "variable \"x\" {}\n" + wish(`"x"`)}, func(o *hclspec.Options) { o.Vars = map[string]string{"x": token} }, "Secret in a campaign", "a GitHub token"},
	{"the API key by -var", folder{"a.hcl": "variable \"x\" {\nvalidation {\ncondition = false\nerror_message = var.x\n}\n}\n" + wish(`"x"`)}, func(o *hclspec.Options) { o.Vars = map[string]string{"x": apiKey} }, "Secret in a campaign", "api_key_env"},

	// Files.
	{"the key file", folder{"a.hcl": wish(`file("k.pem")`), "k.pem": "a key in a form of its own: PLANTED"}, nil, "Invalid function argument", "key_file of merchant"},
	{"the key file with a detour", folder{"a.hcl": wish(`file("x/../K.PEM")`), "K.PEM": "a key in a form of its own: PLANTED"}, nil, "Invalid function argument", "key_file of merchant"},
	{"the key file by a hard link", folder{"a.hcl": wish(`file("hard.txt")`), "hard.txt": "PLANTED"}, nil, "Invalid function argument", "key_file of merchant"},
	{"the key file in a local value", folder{"a.hcl": "locals {\nx = file(\"./k.pem\")\n}\n" + wish("local.x"), "k.pem": "PLANTED"}, nil, "Invalid function argument", "key_file of merchant"},
	{"the key file whose name is computed", folder{"a.hcl": "locals {\nx = file(\"k.txt\")\n}\n" + strings.Replace(wish("local.x"), `"k.pem"`, `lower("K.txt")`, 1), "k.txt": "PLANTED"}, nil, "Secret read by a campaign", "key_file of merchant"},
	{"a copy of the key", folder{"a.hcl": wish(`substr(file("copy.txt"), 30, 20)`), "copy.txt": otherKey}, nil, "Invalid function argument", "a private key"},
	{"a copy without its armour", folder{"a.hcl": wish(`substr(file("copy.txt"), 3, 20)`), "copy.txt": keyBody}, nil, "Invalid function argument", "key_file of merchant"},
	{"a copy of a part of it in other letters", folder{"a.hcl": wish(`substr(file("copy.txt"), 3, 20)`), "copy.txt": strings.ToUpper(keyBody[20:52])}, nil, "Invalid function argument", "key_file of merchant"},
	{"a key that nobody names without its armour", folder{"a.hcl": wish(`substr(file("copy.txt"), 40, 20)`), "copy.txt": "# of the shop\n" + bareKey}, nil, "Invalid function argument", "a private key"},
	{"a key that nobody names in base64 twice", folder{"a.hcl": wish(`substr(file("copy.txt"), 40, 20)`), "copy.txt": base64.StdEncoding.EncodeToString([]byte(bareKey))}, nil, "Invalid function argument", "a private key"},
	{"a copy of the API key", folder{"a.hcl": wish(`substr(file("copy.txt"), 0, 16)`), "copy.txt": "key=" + apiKey}, nil, "Invalid function argument", "api_key_env of merchant"},
	{"an API key that nobody names", folder{"a.hcl": wish(`substr(file("x.txt"), 0, 16)`), "x.txt": "\ufeff" + unnamedKey + "\n"}, nil, "Invalid function argument", "32 letters and digits"},
	{"an API key that nobody names as a list", folder{"a.hcl": list("people.csv"), "people.csv": unnamedKey + "\r\n"}, nil, "File cannot be read", "32 letters and digits"},
	{"a key that nobody names", folder{"a.hcl": wish(`file("old.KEY")`), "old.KEY": "in a form of its own: PLANTED"}, nil, "Invalid function argument", "certificates and keys"},
	{"a key store that nobody names, as a list", folder{"a.hcl": list("old.p12"), "old.p12": "PLANTED"}, nil, "File not for campaigns", "certificates and keys"},
	{"a key store", folder{"a.hcl": wish(`file("x.txt")`), "x.txt": "\x30\x10\x02\x01\x03\x30PLANTED"}, nil, "Invalid function argument", "key store"},
	{"settings of git", folder{"a.hcl": wish(`file(".git/config")`), ".git/config": "extraheader = PLANTED"}, nil, "Invalid function argument", "begin with a dot"},
	{"settings of a shell", folder{"a.hcl": wish(`file("x/.env")`), "x/.env": "PLANTED"}, nil, "Invalid function argument", "begin with a dot"},
	{"the state", folder{"a.hcl": wish(`file("redpack.state")`), "redpack.state": "PLANTED"}, nil, "Invalid function argument", "keeps for itself"},
	{"the state under another name", folder{"a.hcl": "redpack {\nstate \"sqlite\" {\npath = \"our.db\"\n}\n}\n" + wish(`file("our.db-wal")`), "our.db-wal": "PLANTED"}, nil, "Invalid function argument", "the state"},
	{"the state, before it is named", folder{"a.hcl": "locals {\nx = file(\"our.db\")\n}\nredpack {\nstate \"sqlite\" {\npath = \"our.db\"\n}\n}\n" + wish("local.x"), "our.db": "PLANTED"}, nil, "Secret read by a campaign", "the state"},
	{"the simulator's ledger", folder{"a.hcl": wish(`file("redpack.sandbox")`), "redpack.sandbox": "PLANTED"}, nil, "Invalid function argument", "keeps for itself"},
	{"a saved plan", folder{"a.hcl": wish(`file("May.RPPLAN")`), "May.RPPLAN": "PLANTED"}, nil, "Invalid function argument", "keeps for itself"},
	{"the key as a list", folder{"a.hcl": list("k.pem"), "k.pem": "id,openid,amount\nPLANTED,PLANTED,1\n"}, nil, "File not for campaigns", "key_file of merchant"},
	{"a copy of the key as a list", folder{"a.hcl": list("people.csv"), "people.csv": otherKey}, nil, "File cannot be read", "a private key"},
	{"a copy of the API key as a list", folder{"a.hcl": list("people.csv"), "people.csv": apiKey}, nil, "File cannot be read", "api_key_env"},
	{"a key at the end of a list", folder{"a.hcl": list("people.csv"), "people.csv": "id,openid,amount\n" + strings.Repeat("u,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,x\n", 3000) + otherKey}, nil, "Secret in a campaign", "a private key"},
	{"the settings of git as a list", folder{"a.hcl": list(".git/config"), ".git/config": "PLANTED"}, nil, "File not for campaigns", "begin with a dot"},
	{"a key as variables", folder{"a.hcl": wish(`"x"`), "x.auto.rpvars": "x = <<EOT\n" + otherKey + "EOT\n"}, nil, "Secret in a campaign", "a private key"},
	{"a key in a file of HCL", folder{"a.hcl": wish(`"x"`), "b.hcl": otherKey}, nil, "Secret in a campaign", "a private key"},

	// Texts.
	{"a token in a wish", folder{"a.hcl": wish(`"` + token + `"`)}, nil, "Secret in a campaign", "a GitHub token"},
	{"a token in two halves", folder{"a.hcl": wish(`"ghp_${"` + token[4:] + `"}"`)}, nil, "Secret in a campaign", "wishing holds what looks like a GitHub token"},
	{"a token in a cell", folder{"a.hcl": list("people.csv"), "people.csv": "id,openid,amount\n" + token + ",oUpF8uMuAJO_M2pxb1Q9zNjWe01o,1\n"}, nil, "Secret in a campaign", "The key"},
	{"a token in a cell that is wished", folder{"a.hcl": strings.Replace(list("people.csv"), "key    = row.id", `wishing = "${row.id}!"`, 1), "people.csv": "id,openid,amount\n" + token + ",oUpF8uMuAJO_M2pxb1Q9zNjWe01o,1\n"}, nil, "Secret in a campaign", "wishing"},
	{"a token of a person", folder{"a.hcl": strings.Replace(wish(`"x"`), "8.88 }", `8.88, remark = "ghp_${"`+token[4:]+`"}" }`, 1)}, nil, "Secret in a campaign", "remark"},
	{"the API key in a wish", folder{"a.hcl": wish(`"` + apiKey + `"`)}, nil, "Secret in a campaign", "api_key_env"},
	{"the API key in capitals", folder{"a.hcl": wish(`"key ` + strings.ToUpper(apiKey) + `"`)}, nil, "Secret in a campaign", "api_key_env"},
	{"a key of two cells", folder{"a.hcl": strings.Replace(list("people.csv"), "key    = row.id", `wishing = "${row.id}${row.more}"`, 1), "people.csv": "id,openid,amount,more\n" + bareKey[:9] + ",oUpF8uMuAJO_M2pxb1Q9zNjWe01o,1," + bareKey[9:] + "\n"}, nil, "Secret in a campaign", "wishing"},
	{"the API key as a device", folder{"a.hcl": strings.Replace(wish(`"x"`), "date =", "risk_info {\ndeviceid = \""+apiKey+"\"\n}\ndate =", 1)}, nil, "Secret in a campaign", "deviceid"},
}

func list(path string) string {
	return live + "date = \"20270206\"\n" + strings.Replace(rowsFrom, "people.csv", path, 1) + "\n}\n"
}

// Nobody gets a secret of the operator out of a campaign: it is refused, and neither told nor shown.
func TestThefts(t *testing.T) {
	for _, tt := range thefts {
		t.Run(tt.name, func(t *testing.T) {
			project, diags := tt.files.load(t, operator(tt.options))
			if !diags.HasErrors() {
				for _, c := range project.Campaigns {
					diags = append(diags, c.Recipients(nil, nil)...)
				}
			}
			found := false
			for _, d := range diags {
				found = found || d.Summary == tt.summary && strings.Contains(d.Detail, tt.detail)
				untold(t, project, d)
			}
			if !found || !diags.HasErrors() {
				t.Errorf("want %s (%s), got %v", tt.summary, tt.detail, diags)
			}
		})
	}
}

// untold requires that a diagnostic and the line it points at show nothing of what was planted.
func untold(t *testing.T, project *hclspec.Project, d *hcl.Diagnostic) {
	t.Helper()
	shown := d.Summary + d.Detail
	if d.Subject != nil {
		line, _ := project.Line(*d.Subject)
		shown += line
	}
	if strings.Contains(shown, "PLANTED") {
		t.Errorf("shown: %s", shown)
	}
}

// What the operator means a campaign to read is read.
func TestAllowedReads(t *testing.T) {
	with := func(change func(*hclspec.Options)) hclspec.Options {
		return operator(func(o *hclspec.Options) {
			env := map[string]string{"REDPACK_VAR_shop": "天虹", "SHOP": "海岸城"}
			o.LookupEnv = func(name string) (string, bool) { v, ok := env[name]; return v, ok }
			change(o)
		})
	}
	tests := []struct {
		name    string
		files   folder
		options hclspec.Options
		want    string
	}{
		{"by the prefix", folder{"a.hcl": fromEnv(`env("REDPACK_VAR_shop")`)}, with(func(*hclspec.Options) {}), "天虹"},
		{"by the flag", folder{"a.hcl": fromEnv(`env("SHOP")`)}, with(func(o *hclspec.Options) { o.AllowEnv = []string{"SHOP"} }), "海岸城"},
		{"a default that -var makes needless", folder{"a.hcl": fromEnv(`env("SHOP")`)}, with(func(o *hclspec.Options) { o.WithoutEnv, o.Vars = true, map[string]string{"w": "万象城"} }), "万象城"},
		{"a default that a file makes needless", folder{"a.hcl": fromEnv(`env("SHOP")`), "redpack.rpvars": `w = "万象城"`}, with(func(*hclspec.Options) {}), "万象城"},
		{"a file of Excel", folder{"a.hcl": wish(`csvdecode(file("x.csv"))[0].shop`), "x.csv": "\ufeffshop\r\n万象城\r\n"}, with(func(*hclspec.Options) {}), "万象城"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.files.mustLoad(t, tt.options).Campaigns[0].Wishing; got != tt.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

// No text of a recipient that passes holds a secret, however it came together.
func FuzzNoSecretPasses(f *testing.F) {
	f.Add("新年快乐", "ghp_", token[4:])
	f.Add(apiKey[:16], apiKey[16:], "")
	f.Add("AKIA", "IOSFODNN7", "EXAMPLE")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		files := folder{
			"a.hcl":      strings.Replace(list("people.csv"), "key    = row.id", "wishing = \"${row.a}${row.b}${row.c}\"\nremark = join(\"\", [row.c, row.b, row.a])", 1),
			"people.csv": "openid,amount,a,b,c\noUpF8uMuAJO_M2pxb1Q9zNjWe01o,1.00," + cell(a) + "," + cell(b) + "," + cell(c) + "\n",
		}
		project, diags := files.load(t, operator(nil))
		if diags.HasErrors() {
			return
		}
		_ = project.Campaigns[0].Recipients(nil, func(r *hclspec.Recipient) bool {
			for _, text := range []string{r.Wishing, r.Remark} {
				if strings.Contains(strings.ToLower(text), strings.ToLower(apiKey)) || strings.Contains(text, token) || strings.Contains(text, keyBody) {
					t.Errorf("passed: %q", text)
				}
			}
			return true
		})
	})
}

// cell writes a text as a cell of a list.
func cell(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// A secret in a file is pointed at by the beginning of its line, on whichever line it stands, and nothing else is told of the file.
func TestSecretIsPointedAtByItsLine(t *testing.T) {
	const secret = "-----BEGIN " + "PRIVATE KEY-----"
	for before, want := range map[string]hcl.Pos{
		"":                            {Line: 1, Column: 1, Byte: 0},
		"# ":                          {Line: 1, Column: 1, Byte: 0},
		"# first\n":                   {Line: 2, Column: 1, Byte: 8},
		"# first\n\nlocals {\n  k = ": {Line: 4, Column: 1, Byte: 18},
	} {
		_, diags := folder{"a.hcl": before + secret + "\nnonsense {"}.load(t, hclspec.Options{})
		if len(diags) != 1 || diags[0].Summary != "Secret in a campaign" || diags[0].Subject.Start != want {
			t.Errorf("%q: %v", before, diags)
		}
	}
}

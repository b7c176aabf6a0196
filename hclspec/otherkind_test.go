package hclspec_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/filekind"
)

// utf16LE is a text as PowerShell 5 writes it, without its mark.
func utf16LE(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		b.WriteByte(byte(unit))
		b.WriteByte(byte(unit >> 8))
	}
	return b.String()
}

// otherKinds are what stands in the place of a text.
var otherKinds = map[string]string{
	"\xff\xfe" + utf16LE(people(anna)): filekind.UTF16LE.Sentence(),
	utf16LE(people(anna)):              filekind.BareUTF16LE.Sentence(),
	"version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 1\n": filekind.LFSPointer.Sentence(),
	"\x00GITCRYPT\x00abcdefgh\x8f\x9a\x01":                                filekind.GitCrypt.Sentence(),
	"U2FsdGVkX19KbG1uYmFyZm9v\n":                                          filekind.OpenSSL.Sentence(),
	"PK\x03\x04\x14\x00\x06\x00":                                          filekind.ZIP.Sentence(),
	"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00":                            filekind.XLS.Sentence(),
	"\x1f\x8b\x08\x00":                                                    filekind.Gzip.Sentence(),
	"<!DOCTYPE html>\n<html>":                                             filekind.HTML.Sentence(),
	"SQLite format 3\x00":                                                 filekind.SQLite.Sentence(),
	"# 王\n# \xcd\xf5\xce\xb0\n":                                           "it is not UTF-8 from line 2 on; save it as UTF-8",
	strings.Repeat("\x00", 64):                                            filekind.Zeros.Sentence(),
}

// What is no text is named in one line, and in the same words wherever a text is read.
func TestWhatIsNoText(t *testing.T) {
	for content, want := range otherKinds {
		for name, f := range map[string]folder{
			"a.hcl":          {"a.hcl": content},
			"redpack.rpvars": {"a.hcl": people(anna), "redpack.rpvars": content},
			"b.auto.rpvars":  {"a.hcl": people(anna), "b.auto.rpvars": content},
			"w.txt":          {"a.hcl": wish(`file("w.txt")`), "w.txt": content},
		} {
			_, diags := f.load(t, hclspec.Options{})
			if len(diags) != 1 || !strings.Contains(diags[0].Detail, name+": "+want) {
				t.Errorf("%s that begins with %q: %v", name, content[:5], diags)
			}
		}
		if formatted, diags := hclspec.Format([]byte(content), "a.hcl"); len(diags) != 1 || diags[0].Detail != "a.hcl: "+want+"." || string(formatted) != content {
			t.Errorf("formatting what begins with %q: %v", content[:5], diags)
		}
	}
}

// A line end is no part of a value from the environment, as .env files of Windows leave one.
func TestLineEndsFromTheEnvironment(t *testing.T) {
	for value, want := range map[string]string{"海岸城\r": "海岸城", "海岸城\r\n": "海岸城", " 海岸城 ": " 海岸城 "} {
		lookup := func(name string) (string, bool) { return value, strings.HasPrefix(name, "REDPACK_VAR_") }
		for name, f := range map[string]folder{
			"env()": {"a.hcl": fromEnv(`env("REDPACK_VAR_shop")`)}, "its own": {"a.hcl": fromEnv(`"x"`)},
		} {
			if got := f.mustLoad(t, hclspec.Options{LookupEnv: lookup}).Campaigns[0].Wishing; got != want {
				t.Errorf("%s, %q: %q", name, value, got)
			}
		}
	}
}

// A mark and the line ends of any system are read everywhere, and a place is where it is in the file.
func TestTextsOfOtherSystems(t *testing.T) {
	for _, mark := range []string{"", "\ufeff"} {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			of := func(text string) string { return mark + strings.ReplaceAll(text, "\n", end) }
			f := folder{
				"a.hcl":          of("variable \"more\" {}\n" + wish(`join("", [for r in csvdecode(file("w.csv")) : "${r.shop}${var.more}"])`)),
				"w.csv":          of("shop,x\n万象城,1\n海岸城,2\n"),
				"redpack.rpvars": of("more = \"。\"\n"),
			}
			if got := f.mustLoad(t, hclspec.Options{}).Campaigns[0].Wishing; got != "万象城。海岸城。" {
				t.Errorf("with mark %q and lines that end with %q: %q", mark, end, got)
			}
			f["a.hcl"] = of("# a remark\ncampeign \"x\" {}\n")
			_, diags := f.load(t, hclspec.Options{})
			if len(diags) != 1 || f.pointed(diags[0]) != "campeign" || diags[0].Subject.Start.Line != 2 {
				t.Errorf("with mark %q and lines that end with %q: %v", mark, end, diags)
			}
		}
	}
}

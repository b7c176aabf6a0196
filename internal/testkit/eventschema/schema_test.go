package eventschema_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/eventschema"
)

func TestTheSchemaCheckerRefuses(t *testing.T) {
	s, err := eventschema.Read("../../events/events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	const good = `{"v":"1.5","seq":1,"ts":"2027-02-06T09:02:03.120+08:00","level":"info","type":"version","msg":"x","redpack":"1","events":"1.5"}`
	if _, err := s.Event([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"a missing field":    {`"msg":"x",`, ``},
		"an unknown field":   {`"msg":"x"`, `"msg":"x","more":1`},
		"an unknown type":    {`"version"`, `"vision"`},
		"a fraction":         {`"seq":1`, `"seq":1.5`},
		"a text as number":   {`"seq":1`, `"seq":"1"`},
		"a sequence from 0":  {`"seq":1`, `"seq":0`},
		"another time zone":  {`+08:00`, `Z`},
		"an unknown level":   {`"info"`, `"fatal"`},
		"another version":    {`"v":"1.5"`, `"v":"2.0"`},
		"no text for a text": {`"redpack":"1"`, `"redpack":null`},
	} {
		if _, err := s.Event([]byte(strings.Replace(good, change[0], change[1], 1))); err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
}

func TestAStreamIsRefused(t *testing.T) {
	s, err := eventschema.Read("../../events/events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	const (
		head    = `{"v":"1.5","seq":1,"ts":"2027-02-06T09:02:03.120+08:00","level":"info","type":"version","msg":"x","redpack":"1","events":"1.5"}`
		resumed = `{"v":"1.5","seq":2,"ts":"2027-02-06T09:02:03.120+08:00","level":"info","type":"resumed","msg":"x"}`
		failed  = `{"v":"1.5","seq":3,"ts":"2027-02-06T09:02:03.120+08:00","level":"error","type":"diagnostic","msg":"x","diagnostic":` +
			`{"severity":"error","summary":"x","detail":""},"exit_code":1}`
	)
	lines := func(all ...string) string { return strings.Join(all, "\n") + "\n" }
	if _, err := s.Stream(lines(head, resumed, failed)); err != nil {
		t.Fatal(err)
	}
	for name, out := range map[string]string{
		"nothing":           "",
		"no version":        lines(strings.Replace(failed, `"seq":3`, `"seq":1`, 1)),
		"a gap":             lines(head, failed),
		"no end":            lines(head, resumed),
		"more after an end": lines(head, strings.Replace(failed, `"seq":3`, `"seq":2`, 1), strings.Replace(resumed, `"seq":2`, `"seq":3`, 1)),
		"no JSON":           lines(head, resumed, failed, "done"),
	} {
		if _, err := s.Stream(out); err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
}

func TestADocumentIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "schema.json")
	if err := os.WriteFile(path, []byte(`{"$schema":"x","title":"y","type":"object","required":["a"],"properties":{"a":{"$ref":"#/$defs/n"}},
		"additionalProperties":false,"$defs":{"n":{"type":"integer"}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := eventschema.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Document([]byte(`{"a":1}`)); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{`{}`, `{"a":"1"}`, `{"a":1,"b":2}`, `{"a":1} {"a":1}`, `[]`, ``} {
		if err := s.Document([]byte(text)); err == nil {
			t.Errorf("%q is not refused", text)
		}
	}
}

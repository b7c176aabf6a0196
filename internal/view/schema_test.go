package view_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// schema checks values against the part of JSON Schema that events.schema.json uses. A keyword that it does not know
// fails the test, so that the file cannot promise what nobody checks.
type schema struct {
	root map[string]any
	t    *testing.T
}

func eventsSchema(t *testing.T) schema {
	t.Helper()
	text, err := os.ReadFile("events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	return schema{root: root, t: t}
}

// event checks one line against the definition of its type.
func (s schema) event(line []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	var value map[string]any
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	kind, _ := value["type"].(string)
	listed := false
	for _, each := range s.root["oneOf"].([]any) {
		listed = listed || each.(map[string]any)["$ref"] == "#/$defs/"+kind
	}
	if !listed {
		return fmt.Errorf("type %q is not in the schema", kind)
	}
	return s.check(s.definition(kind), value)
}

func (s schema) definition(name string) map[string]any {
	found, ok := s.root["$defs"].(map[string]any)[name].(map[string]any)
	if !ok {
		s.t.Fatalf("the schema has no definition %q", name)
	}
	return found
}

func (s schema) check(rule map[string]any, value any) error {
	// The other keywords take for granted that the type is right.
	if want, ok := rule["type"]; ok && !isType(want, value) {
		return fmt.Errorf("%v is not of type %v", value, want)
	}
	for keyword, want := range rule {
		if err := s.keyword(rule, keyword, want, value); err != nil {
			return fmt.Errorf("%w in %v", err, value)
		}
	}
	return nil
}

func (s schema) keyword(rule map[string]any, keyword string, want, value any) error {
	switch keyword {
	case "description", "type":
	case "$ref":
		return s.check(s.definition(strings.TrimPrefix(want.(string), "#/$defs/")), value)
	case "const":
		return require(value == want, "%v is not %v", value, want)
	case "enum":
		return require(slices.Contains(want.([]any), value), "%v is not one of %v", value, want)
	case "pattern":
		return require(regexp.MustCompile(want.(string)).MatchString(value.(string)), "%v does not match %v", value, want)
	case "minimum":
		return require(number(value) >= want.(float64), "%v is below %v", value, want)
	case "maximum":
		return require(number(value) <= want.(float64), "%v is above %v", value, want)
	case "required":
		for _, name := range want.([]any) {
			if _, ok := value.(map[string]any)[name.(string)]; !ok {
				return fmt.Errorf("%v is missing", name)
			}
		}
	case "additionalProperties":
		for name := range value.(map[string]any) {
			if _, ok := rule["properties"].(map[string]any)[name]; !ok {
				return fmt.Errorf("%q is not in the schema", name)
			}
		}
	case "properties":
		for name, rule := range want.(map[string]any) {
			if field, ok := value.(map[string]any)[name]; ok {
				if err := s.check(rule.(map[string]any), field); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
	case "items":
		for _, item := range value.([]any) {
			if err := s.check(want.(map[string]any), item); err != nil {
				return err
			}
		}
	default:
		s.t.Fatalf("the checker does not know the keyword %q", keyword)
	}
	return nil
}

func require(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func number(value any) float64 {
	f, err := value.(json.Number).Float64()
	if err != nil {
		panic(err)
	}
	return f
}

func isType(want, value any) bool {
	if several, ok := want.([]any); ok {
		return slices.ContainsFunc(several, func(one any) bool { return isType(one, value) })
	}
	switch v := value.(type) {
	case nil:
		return want == "null"
	case bool:
		return want == "boolean"
	case string:
		return want == "string"
	case json.Number:
		_, err := v.Int64()
		return want == "integer" && err == nil
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	}
	return false
}

func TestTheSchemaCheckerRefuses(t *testing.T) {
	s := eventsSchema(t)
	const good = `{"v":"1.0","seq":1,"ts":"2027-02-06T09:02:03.120+08:00","level":"info","type":"version","msg":"x","redpack":"1","events":"1.0"}`
	if err := s.event([]byte(good)); err != nil {
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
		"another version":    {`"v":"1.0"`, `"v":"2.0"`},
		"no text for a text": {`"redpack":"1"`, `"redpack":null`},
	} {
		if err := s.event([]byte(strings.Replace(good, change[0], change[1], 1))); err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
}

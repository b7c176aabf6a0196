// Package eventschema holds redpack's JSON events to their published description, internal/events/events.schema.json. Tests
// use it: the views' own, and the scripts that run the real binary.
package eventschema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Schema checks values against the part of JSON Schema that events.schema.json uses. A keyword that it does not know is
// an error, so that the file cannot promise what nobody checks.
type Schema struct{ root map[string]any }

// Read reads a schema from a file.
func Read(path string) (*Schema, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var root map[string]any
	if err := json.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &Schema{root}, nil
}

// Stream holds the whole output of a command to what every stream promises: each line is an event as described, the first
// one is the version, seq counts without a gap, and the last line, and no other, carries the exit code, as a summary or as
// an error. It returns the events.
func (s *Schema) Stream(out string) ([]map[string]any, error) {
	var events []map[string]any
	for line := range strings.Lines(out) {
		e, err := s.Event([]byte(line))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w: %s", len(events)+1, err, line)
		}
		events = append(events, e)
		if number(e["seq"]) != float64(len(events)) {
			return nil, fmt.Errorf("line %d has seq %v", len(events), e["seq"])
		}
	}
	if len(events) == 0 || events[0]["type"] != "version" {
		return nil, errors.New("the stream does not begin with the version")
	}
	for i, e := range events {
		if _, ends := e["exit_code"]; ends != (i == len(events)-1) {
			return nil, fmt.Errorf("line %d of %d: exit_code is %v", i+1, len(events), e["exit_code"])
		}
	}
	return events, nil
}

// Event checks one line against the definition of its type.
func (s *Schema) Event(line []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	var value map[string]any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	kind, _ := value["type"].(string)
	listed := false
	for _, each := range s.root["oneOf"].([]any) {
		listed = listed || each.(map[string]any)["$ref"] == "#/$defs/"+kind
	}
	if !listed {
		return nil, fmt.Errorf("type %q is not in the schema", kind)
	}
	return value, s.refer("#/$defs/"+kind, value)
}

// Document checks a whole document against the schema itself.
func (s *Schema) Document(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value map[string]any
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	if decoder.More() {
		return errors.New("something follows the document")
	}
	rule := maps.Clone(s.root)
	for _, about := range []string{"$schema", "$id", "title", "$defs"} { // what is no rule
		delete(rule, about)
	}
	return s.check(rule, value)
}

// refer checks a value against a definition.
func (s *Schema) refer(to string, value any) error {
	found, ok := s.root["$defs"].(map[string]any)[strings.TrimPrefix(to, "#/$defs/")].(map[string]any)
	if !ok {
		return fmt.Errorf("the schema has no definition %q", to)
	}
	return s.check(found, value)
}

func (s *Schema) check(rule map[string]any, value any) error {
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

func (s *Schema) keyword(rule map[string]any, keyword string, want, value any) error {
	switch keyword {
	case "description", "type":
	case "$ref":
		return s.refer(want.(string), value)
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
		return fmt.Errorf("the checker does not know the keyword %q", keyword)
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

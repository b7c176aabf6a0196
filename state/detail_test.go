package state_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// texts are some that JSON writes as they are, and some that it does not.
var texts = []string{
	"", "user-0001", "新年快乐", "a\"b", `a\b`, "a<b", "a>b", "a&b", "line\nline", "\x00", "\x1f", "\x7f", "\u2028", "a\u2029", "\u2027\u202a", "\xff", "汉\xe6", "\ufffd", "😀", "a/b",
	" ", "{}", "«1»",
}

// TestDetailIsJSON: each field alone, and all together, stand in the file as encoding/json writes them, and are read as it reads them.
func TestDetailIsJSON(t *testing.T) {
	t.Parallel()
	var all state.Detail
	fields := reflect.ValueOf(&all).Elem()
	for i := range fields.NumField() {
		var one state.Detail
		field := reflect.ValueOf(&one).Elem().Field(i)
		switch kind := field.Kind(); {
		case kind == reflect.String:
			for _, text := range texts {
				field.SetString(text)
				asJSON(t, one)
			}
		case kind == reflect.Bool:
			field.SetBool(true)
		case field.CanInt():
			for _, n := range []int64{0, -1, 1<<63 - 1, -1 << 63, 1796000137345, 999999999999999999, 1000000000000000000} {
				field.SetInt(n)
				asJSON(t, one)
			}
		case field.CanUint():
			field.SetUint(200)
		default:
			t.Fatalf("a %s is not tried", kind)
		}
		asJSON(t, one)
		fields.Field(i).Set(field)
		asJSON(t, all)
	}
}

func asJSON(t *testing.T, d state.Detail) {
	t.Helper()
	want, err := json.Marshal(d)
	must(t, err)
	got, err := state.EncodeDetail(d)
	if err != nil || got != string(want) {
		t.Errorf("%s, %v, and encoding/json writes %s", got, err, want)
	}
	readsAsJSON(t, string(want))
}

func readsAsJSON(t *testing.T, text string) {
	t.Helper()
	var want state.Detail
	wantErr := json.Unmarshal([]byte(text), &want)
	got, err := state.DecodeDetail(text)
	if (err == nil) != (wantErr == nil) || err == nil && got != want {
		t.Errorf("%q is read as %+v, %v, and by encoding/json as %+v, %v", text, got, err, want, wantErr)
	}
}

func FuzzDetailIsRead(f *testing.F) {
	for _, text := range []string{
		"", "{}", "{", "}", "{}{}", " {} ", `{"key":"a"}`, `{"key":"a",}`, `{"key":"a" }`, `{,"key":"a"}`, `{"key":"a","key":"b"}`, `{"Key":"a"}`, `{"key":null}`, `{"key":1}`,
		`{"attempt":01}`, `{"attempt":0}`, `{"attempt":1.0}`, `{"attempt":1e3}`, `{"attempt":-1}`, `{"attempt":"1"}`, `{"attempt":99999999999999999999}`, `{"version":256}`,
		`{"version":255}`, `{"named":true}`, `{"named":false}`, `{"named":truetrue}`, `{"unknown":1}`, `{"key":"\u0041"}`, `{"key":"` + "\xff" + `"}`, `{"key":"a`, "{\"key\":\"\n\"}", `null`, `[]`,
		`{"amount_fen":5,"billno":"x","second":true}`, `{"campaign":}`, `{"campaign":1 2}`, `{"named":true true}`, `{"key""a"}`, `{"key":"a""name":"b"}`,
	} {
		f.Add(text)
	}
	f.Fuzz(readsAsJSON)
}

func FuzzDetailIsWritten(f *testing.F) {
	for _, text := range texts {
		f.Add(text, text, int64(1))
	}
	f.Fuzz(func(t *testing.T, key, text string, n int64) {
		asJSON(t, state.Detail{Key: key, Text: text, NextTryAt: n, Named: n%2 == 0, Attempt: int(n)})
	})
}

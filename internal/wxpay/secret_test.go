package wxpay_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/wxpay"
)

const keyText = "192006250b4c09247ec02edce69f6a2d"

// leaks reports which of the texts shows a part of the key or of the private key, in the clear, in hex or as bytes.
func leaks(t *testing.T, how, text string, private []byte) {
	t.Helper()
	for _, sign := range []string{
		keyText, keyText[:8], hex.EncodeToString([]byte(keyText[:8])), strings.ToUpper(hex.EncodeToString([]byte(keyText[:8]))),
		"49 57 50 48", "0x31, 0x39, 0x32", strings.Trim(fmt.Sprintf("%d", private[:4]), "[]"), hex.EncodeToString(private[:4]),
	} {
		if strings.Contains(text, sign) {
			t.Errorf("%s shows a secret: %s", how, text)
			return
		}
	}
}

// secretive is a configuration whose private key is a slice, which fmt would print in full.
func secretive() (wxpay.Config, []byte) {
	config := merchantConfig("https://127.0.0.1:8443")
	private := ed25519.NewKeyFromSeed([]byte("a seed of exactly 32 characters!"))
	config.Certificate = tls.Certificate{Certificate: [][]byte{{1}}, PrivateKey: private}
	return config, private
}

func TestNothingPrintsASecret(t *testing.T) {
	config, private := secretive()
	client := must(wxpay.New(config))
	type holder struct {
		Public  any
		private any
		key     wxpay.Secret
	}
	values := map[string]any{
		"secret": config.Key, "secret pointer": &config.Key, "config": config, "config pointer": &config,
		"client": client, "client value": *client, "slice": []wxpay.Secret{config.Key}, "map": map[string]wxpay.Secret{"k": config.Key},
		"map key holder": holder{config.Key, config.Key, config.Key}, "nested": holder{config, client, config.Key},
	}
	// %p is missing: fmt does not ask a value how to print it, and go vet refuses it.
	verbs := "vsqxXdobceEfFgGtTU"
	for name, value := range values {
		for _, verb := range verbs {
			for _, flag := range []string{"", "+", "#", " ", "-20", "020"} {
				format := "%" + flag + string(verb)
				leaks(t, name+" with "+format, fmt.Sprintf(format, value), private)
			}
		}
		leaks(t, name+" with Sprint", fmt.Sprint(value), private)
		leaks(t, name+" in an error", fmt.Errorf("sent %v: %w", value, errors.New("no")).Error(), private)
		for _, marshal := range []func(any) ([]byte, error){json.Marshal, xml.Marshal} {
			out, err := marshal(value)
			leaks(t, name+" marshalled", fmt.Sprint(string(out), err), private)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value, slog.Any("any", value))
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value, slog.Any("any", value))
		leaks(t, name+" logged", log.String(), private)
	}
}

func TestSecretSaysRedacted(t *testing.T) {
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(format, demoKey); got != "redacted" {
			t.Errorf("%s prints %s", format, got)
		}
	}
	if demoKey.String() != "redacted" || demoKey.GoString() != "redacted" || demoKey.LogValue().String() != "redacted" {
		t.Error("a method prints something else")
	}
	out, err := json.Marshal(map[string]any{"key": demoKey})
	if err != nil || string(out) != `{"key":"redacted"}` {
		t.Errorf("json: %s, %v", out, err)
	}
	text, err := demoKey.MarshalText()
	if err != nil || string(text) != "redacted" {
		t.Errorf("text: %s, %v", text, err)
	}
}

func TestConfigAndClientPrintTheirPublicPart(t *testing.T) {
	config := merchantConfig("https://127.0.0.1:8443")
	if got, want := fmt.Sprintf("%+v", config), "wxpay.Config{https://127.0.0.1:8443, mch_id 1900000109, appid wx2b8f4d1c7a905e36, key redacted}"; got != want {
		t.Errorf("config prints %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(must(wxpay.New(config))), "wxpay.Client{https://127.0.0.1:8443, mch_id 1900000109}"; got != want {
		t.Errorf("client prints %s, want %s", got, want)
	}
}

func TestSecretCheck(t *testing.T) {
	if err := demoKey.Check(); err != nil {
		t.Error(err)
	}
	for _, key := range []string{"", keyText[1:], keyText + "0", " " + keyText[1:], keyText[:31] + "\n", strings.Repeat("密", 10) + "ab"} {
		if err := wxpay.NewSecret(key).Check(); err == nil || key != "" && strings.Contains(err.Error(), key) {
			t.Errorf("%q: %v", key, err)
		}
	}
}

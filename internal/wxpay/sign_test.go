package wxpay_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/cashredpack/redpack/internal/wxpay"
)

// The vectors: the documentation's own example, and ours, recomputed with three other implementations.
func TestSignVectors(t *testing.T) {
	miniProgram := wxpay.ParamsOf(
		"mch_billno", "1900000109202611230000000003", "mch_id", "1900000109", "wxappid", "wx2b8f4d1c7a905e36",
		"send_name", "青岚书屋", "re_openid", "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", "total_amount", "188", "total_num", "1",
		"wishing", "新书到店<第3期>&感谢支持", "act_name", "秋日读者回馈", "remark", "batch-2026-11", "scene_id", "PRODUCT_2",
		"nonce_str", "q3Zt8LxV0bNc5RkW7yHd2PmS9uEaJ4fG", "notify_way", "MINI_PROGRAM_JSAPI")
	group := wxpay.ParamsOf(
		"mch_billno", "1900000109202611230000000002", "mch_id", "1900000109", "wxappid", "wx2b8f4d1c7a905e36",
		"send_name", "青岚书屋", "re_openid", "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", "total_amount", "900", "total_num", "3",
		"wishing", "新书到店<第3期>&感谢支持", "act_name", "秋日读者回馈", "remark", "batch-2026-11", "scene_id", "PRODUCT_2",
		"nonce_str", "q3Zt8LxV0bNc5RkW7yHd2PmS9uEaJ4fG", "amt_type", "ALL_RAND")
	for _, tt := range []struct {
		name   string
		params wxpay.Params
		want   string
	}{
		{"documentation", wxpay.ParamsOf("mch_id", "10000100", "device_info", "1000", "body", "test",
			"appid", "wxd930ea5d5a258f4f", "nonce_str", "ibuaiVcKdpRxkhJA"), "9A0A8659F005D6984697E2CA0A9CF3B7"},
		{"send", autumnParams, "A7A5D5B030FC10F4A124F55CC2B64DCF"},
		{
			"query", wxpay.QueryParams(autumn.BillNo, "1900000109", "wx2b8f4d1c7a905e36", "H6vKx1TqYw8rBn3ZcPd7MgLs0eUa5jFi"),
			"40C0AF245000381AC1C91D88FF692CF5",
		},
		{"mini-program packet", miniProgram, "71CB3A057C4D0EC7F203AE8CD931EA3C"},
		{"group packet", group, "C2A5C7EA16C89DD278D4498240A25D77"},
		{
			"empty fields and the signature itself do not count", wxpay.ParamsOf("appid", "wxd930ea5d5a258f4f", "attach", "",
				"body", "test", "device_info", "1000", "mch_id", "10000100", "nonce_str", "ibuaiVcKdpRxkhJA", "sign", "OLD"),
			"9A0A8659F005D6984697E2CA0A9CF3B7",
		},
	} {
		if got := wxpay.Sign(tt.params, demoKey); got != tt.want {
			t.Errorf("%s: sign = %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestNewNonce(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		nonce, err := wxpay.NewNonce(rand.Reader)
		if err != nil || len(nonce) != 31 || strings.Trim(nonce, alphanumerics) != "" || seen[nonce] {
			t.Fatalf("NewNonce = %q, %v", nonce, err)
		}
		seen[nonce] = true
	}
	if nonce, err := wxpay.NewNonce(iotest.ErrReader(errors.New("no entropy"))); err == nil || nonce != "" {
		t.Errorf("without randomness NewNonce = %q, %v", nonce, err)
	}
	// Bytes of 248 and above would favour the first characters; they are drawn again.
	unfair := bytes.NewReader(append(bytes.Repeat([]byte{255}, 31), make([]byte, 31)...))
	if nonce, err := wxpay.NewNonce(unfair); err != nil || nonce != strings.Repeat("0", 31) {
		t.Errorf("NewNonce = %q, %v", nonce, err)
	}
}

const alphanumerics = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// FuzzSign: the order in which fields are listed does not change the signature, the key and every value do.
func FuzzSign(f *testing.F) {
	f.Add("王伟", "a=b&c", "oV7k3tQmWzX1bN5sRfHc8uYpJ2aE", uint64(1))
	f.Fuzz(func(t *testing.T, name, wishing, openID string, seed uint64) {
		pairs := [][2]string{{"send_name", name}, {"wishing", wishing}, {"re_openid", openID}, {"mch_id", "1"}, {"a", "2"}}
		want := wxpay.Sign(flatten(pairs), demoKey)
		order := mathrand.New(mathrand.NewPCG(seed, 0))
		order.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
		shuffled := flatten(pairs)
		if got := wxpay.Sign(shuffled, demoKey); got != want {
			t.Fatalf("shuffled: %s, want %s", got, want)
		}
		if wxpay.Sign(shuffled, wxpay.NewSecret("another")) == want {
			t.Fatal("the key does not count")
		}
		for i := range pairs {
			pairs[i][1] += "x"
			if wxpay.Sign(flatten(pairs), demoKey) == want {
				t.Fatalf("%s does not count", pairs[i][0])
			}
			pairs[i][1] = strings.TrimSuffix(pairs[i][1], "x")
		}
	})
}

func flatten(pairs [][2]string) wxpay.Params {
	var flat []string
	for _, p := range pairs {
		flat = append(flat, p[0], p[1])
	}
	return wxpay.ParamsOf(flat...)
}

package secret_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/secret"
)

// ordinary are the cells of lists, all of which are looked at.
var ordinary = map[string]string{
	"openid":  "oUpF8uMuAJO_M2pxb1Q9zNjWe01o",
	"phone":   "13800138000",
	"Chinese": "新年快乐，万事如意，恭喜发财，大吉大利，阖家幸福",
	"English": "Congratulations and a Happy New Year to all of you from the shop, thank you for your loyalty!",
	"URL":     "https://mp.weixin.qq.com/s?__biz=MzA3NDc5OTQ2MQ==&mid=2650432100&idx=1&sn=c4a0d3f7d4d5e1b3a0e8e5b0a4e5f6a7",
	"UUID":    "550e8400-e29b-41d4-a716-446655440000",
	"page":    strings.Repeat("k1,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,8.88,新年快乐\n", 1000),
}

// BenchmarkFindAmongMany has the keys of twenty merchants, and a short password.
func BenchmarkFindAmongMany(b *testing.B) {
	known := secret.Known{}.With(lang.Same("a password"), "Hunter2hunt3r")
	random := rand.New(rand.NewPCG(1, 1))
	for range 160 {
		value := make([]byte, 2400)
		for i := range value {
			value[i] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/"[random.IntN(64)]
		}
		known = known.With(lang.Same("a key"), string(value))
	}
	for name, text := range ordinary {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, ok := known.Find(text); ok {
					b.Fatal(text)
				}
			}
		})
	}
}

func BenchmarkFind(b *testing.B) {
	lines := make([]string, 26) // as many as a key of RSA has
	for i := range lines {
		lines[i] = strings.Repeat(string(rune('a'+i)), 10) + strings.Repeat("0123Ab/d", 6) + "PLANT"
	}
	known := secret.Known{}
	for _, line := range lines {
		known = known.With(lang.Same("a key"), line)
	}
	for name, text := range ordinary {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, ok := known.Find(text); ok {
					b.Fatal(text)
				}
			}
		})
	}
}

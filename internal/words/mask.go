package words

import (
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/plain"
)

// MaskOpenID shows enough of an openid to recognise it and too little to use it: "oX12..9f3K". An openid is personal data.
func MaskOpenID(id string) string { return mask(id, 4, "..", 4, 4) }

// MaskMchID shortens a merchant number: "1900...6789".
func MaskMchID(id string) string { return mask(id, 4, "...", 4, 2) }

// MaskAppID shortens an appid: "wx8f...21".
func MaskAppID(id string) string { return mask(id, 4, "...", 2, 2) }

// mask keeps both ends of a text, or nothing where that would hide too few characters.
func mask(text string, front int, middle string, back, hidden int) string {
	clean := plain.Of(text).String()
	if len(clean) >= front+back+hidden && utf8.RuneCountInString(clean) == len(clean) { // as nearly all are, and there can be a million
		return clean[:front] + middle + clean[len(clean)-back:]
	}
	runes := []rune(clean)
	if len(runes) < front+back+hidden {
		return middle
	}
	return string(runes[:front]) + middle + string(runes[len(runes)-back:])
}

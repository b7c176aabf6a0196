package csvrow

// PlainText is the quick answer for the texts that need no closer look, as nearly every text of a list does not: valid
// UTF-8 of printable ASCII, the 20,992 ideographs at U+4E00, Chinese punctuation and full-width forms. Such a text holds
// no control character and nothing that normalisation changes, and neither does a text that is put together of such texts.
func PlainText(text string) bool {
	_, plain := PlainRunes(text, ' ')
	return plain
}

// PlainRunes is plainText for a row of plain texts with delimiters between them, and counts its characters.
func PlainRunes(text string, delimiter byte) (runes int, plain bool) {
	for i := 0; i < len(text); {
		if i+8 <= len(text) && plainWord(text[i:i+8]) {
			i += 8
			runes += 8
			continue
		}
		c := text[i]
		if c >= ' ' && c < 0x7f || c == delimiter {
			i++
			runes++
			continue
		}
		if i+2 >= len(text) || !plainIdeograph(c, text[i+1], text[i+2]) {
			return 0, false
		}
		i += 3
		runes++
	}
	return runes, true
}

// plainWord tells whether eight bytes are printable ASCII. It may deny it where one of them is no character at all.
func plainWord(b string) bool {
	const each, highest = 0x0101010101010101, 0x8080808080808080
	w := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
	// Below a space the subtraction borrows, above a tilde the addition carries, each into the highest bit of its byte.
	return (w|(w-' '*each)|(w+each))&highest == 0
}

// plainIdeograph judges the three bytes of a character.
func plainIdeograph(a, b, c byte) bool {
	if b&0xc0 != 0x80 || c&0xc0 != 0x80 {
		return false
	}
	return a >= 0xe5 && a <= 0xe9 || a == 0xe4 && b >= 0xb8 || a == 0xef && (b == 0xbc || b == 0xbd) ||
		a == 0xe3 && b == 0x80 && c <= 0xa9
}

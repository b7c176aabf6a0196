package view

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// clause stands between the clauses of a sentence, where lang.Comma stands between words.
var clause = lang.Both(", ", "，")

// listOf joins words: "371 sent, 3 failed".
func listOf(parts []lang.Text) lang.Text { return lang.Join(parts, lang.Comma) }

// clauses joins clauses.
func clauses(parts ...lang.Text) lang.Text { return lang.Join(parts, clause) }

// numberOf counts what became of packets: "3 failed", "发放失败 3 个".
func numberOf(n int, became lang.Text) lang.Text {
	return lang.Format("%s %s", "%[2]s %[1]s 个", money.Count(n), became)
}

// told is what somebody else says, as a page shows it.
func told(s page.Style, text lang.Text) lang.Text { return text.Each(s.Told) }

// beginning is a text as the beginning of a sentence.
func beginning(text lang.Text) lang.Text {
	return lang.Text{English: words.Capital(text.English), Chinese: text.Chinese}
}

// thatMany is a word for one or for several, which only English tells apart.
func thatMany(n int, one, several string) lang.Text {
	if n == 1 {
		return lang.Both(one, "")
	}
	return lang.Both(several, "")
}

func orSame(english, chinese string) lang.Text {
	if chinese == "" {
		return lang.Same(english)
	}
	return lang.Both(english, chinese)
}

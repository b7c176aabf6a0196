package html_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/report/html"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
)

func written(t testing.TB, s report.Source) string {
	t.Helper()
	var out bytes.Buffer
	if err := html.Write(&out, viewtest.Report(t, s), s); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The charts are pictures that are kept, so that a change of one is seen.
func TestCharts(t *testing.T) {
	text := written(t, viewtest.Reported(t, page.Style{}))
	svgs := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(text, -1)
	if len(svgs) != 4 {
		t.Fatalf("%d charts", len(svgs))
	}
	viewtest.Golden(t, filepath.Join("testdata", "charts.svgs"), []byte(strings.Join(svgs, "\n")+"\n"))
	for _, svg := range svgs {
		decoder := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if !strings.Contains(svg, "<title ") || !strings.Contains(svg, "<desc ") {
			t.Error("a chart says nothing to those who cannot see it")
		}
	}
}

// The page asks nobody for anything: it has no script, no link, no picture and no address of another host.
func TestNothingFromElsewhere(t *testing.T) {
	text := written(t, viewtest.Reported(t, page.Style{ShowLabels: true}))
	for _, never := range []string{"<script", "<link", "<img", "<iframe", "src=", "href=", "http:", "https:", "url(", "@import", "onload", viewtest.PlantedOpenID} {
		if strings.Contains(text, never) {
			t.Errorf("the page holds %q", never)
		}
	}
	if !strings.HasPrefix(text, html.Begin+"\n") {
		t.Errorf("it begins with %q", text[:60])
	}
	if !strings.Contains(text, `default-src 'none'`) {
		t.Error("nothing keeps a browser from loading something")
	}
}

// Whatever people wrote is text on the page.
func TestTextsStayTexts(t *testing.T) {
	s := viewtest.Reported(t, page.Style{})
	made := viewtest.Report(t, s)
	const attack = `</title><script>alert(1)</script><b onmouseover="x">`
	made.ActName, made.Window.English, made.Causes[0].Reason, made.Exceptions[0].Label, made.Runs = attack, attack, attack, attack, []report.Run{{Owner: attack, Result: attack}}
	var out bytes.Buffer
	if err := html.Write(&out, made, s); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "<script") || strings.Contains(out.String(), "<b on") {
		t.Error("a text became a part of the page")
	}
}

// Whole openids are stamped; masked ones are not.
func TestStamp(t *testing.T) {
	if text := written(t, viewtest.Reported(t, page.Style{ShowOpenID: true})); !strings.Contains(text, "含个人信息") || !strings.Contains(text, viewtest.PlantedOpenID) {
		t.Error("no stamp, or no openid")
	}
	if strings.Contains(written(t, viewtest.Reported(t, page.Style{})), "含个人信息") {
		t.Error("a stamp on a masked report")
	}
}

// Few packets are listed; of many it is said where they are.
func TestItems(t *testing.T) {
	s := viewtest.Reported(t, page.Style{})
	if text := written(t, s); !strings.Contains(text, "1,005 packets, in the order of the file") || !strings.Contains(text, "u0999") {
		t.Error("the packets are not listed")
	}
	made := viewtest.Report(t, s)
	made.Rows = html.ItemsMax + 1
	var out bytes.Buffer
	if err := html.Write(&out, made, s); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Contains(text, "u0999<") || !strings.Contains(text, "redpack report -o spring-2027.csv spring-2027") {
		t.Error("too many packets are listed, or nothing says where they are")
	}
}

func TestSameBytes(t *testing.T) {
	first := written(t, viewtest.Reported(t, page.Style{}))
	if again := written(t, viewtest.Reported(t, page.Style{})); again != first {
		t.Error("not the same bytes")
	}
}

func TestBrokenWriter(t *testing.T) {
	s := viewtest.Reported(t, page.Style{})
	if err := html.Write(viewtest.Broken{}, viewtest.Report(t, s), s); err == nil {
		t.Error("no error")
	}
}

// In Chinese a page says the same, with the same numbers.
func TestPageInChinese(t *testing.T) {
	s := viewtest.Reported(t, page.Style{})
	made := viewtest.Report(t, s)
	numeral := regexp.MustCompile(`¥?[0-9]+(?:[.,:/-][0-9]+)*`)
	said := map[lang.Language][]string{}
	for _, l := range lang.Languages {
		s.Style.Lang = l
		var out bytes.Buffer
		if err := html.Write(&out, made, s); err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(out.String(), "<body>")
		body = regexp.MustCompile(`(?s)<svg.*?</svg>`).ReplaceAllString(body, "") // whose words have other widths
		if text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " "); l == lang.Chinese {
			for _, word := range []string{"Where the money is", "received", "packets", "Exceptions"} {
				if strings.Contains(text, word) {
					t.Errorf("%q stands in the Chinese page", word)
				}
			}
		}
		said[l] = numeral.FindAllString(body, -1)
		slices.Sort(said[l])
	}
	if !slices.Equal(said[lang.English], said[lang.Chinese]) {
		t.Errorf("%d numbers in English, %d in Chinese", len(said[lang.English]), len(said[lang.Chinese]))
	}
}

package html_test

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
)

// chromium is a browser of this machine. Where it must be there, as in CI, a missing one fails the test.
func chromium(t *testing.T) string {
	t.Helper()
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	missing := "NOT SEEN IN A BROWSER: none of " + strings.Join(names, ", ") + " is installed (apt-get install chromium)"
	if os.Getenv("REDPACK_TEST_LINTERS") == "required" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// browse opens a page in a window of a width, with a profile of its own and no network, and returns what the browser prints.
func browse(t *testing.T, file string, width int, dark bool, flags ...string) string {
	t.Helper()
	const patience = 90 * time.Second
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	args := []string{
		"--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--force-device-scale-factor=1",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + t.TempDir(), fmt.Sprintf("--window-size=%d,%d", width, 3600),
	}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // which it refuses to root
	}
	if dark {
		args = append(args, "--blink-settings=preferredColorScheme=0")
	}
	cmd := exec.CommandContext(ctx, chromium(t), append(append(args, flags...), "file://"+file)...)
	var out, complaints strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	return out.String()
}

// measure looks over a laid out page. The page itself allows no script, so it is added to a copy that does.
const measure = `<script>
const wrong = [], width = document.documentElement.clientWidth;
const say = (what, e) => wrong.push(what + ": <" + e.tagName + " class=" + JSON.stringify(e.getAttribute("class")) + "> " + e.textContent.trim().slice(0, 40));
document.querySelectorAll("details").forEach(d => d.open = true);
if (document.documentElement.scrollWidth > width) wrong.push("the page is " + document.documentElement.scrollWidth + " wide");
for (const e of document.body.querySelectorAll("*")) {
  const r = e.getBoundingClientRect();
  if (!e.closest(".scroll") && (r.right > width + 1 || r.left < -1)) say("wider than the page", e);
}
for (const svg of document.querySelectorAll("svg")) {
  const frame = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll("text")];
  texts.forEach((a, i) => {
    const r = a.getBoundingClientRect();
    if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 1 || r.bottom > frame.bottom + 1) say("cut off in a chart", a);
    if (parseFloat(getComputedStyle(a).fontSize) * frame.width / svg.viewBox.baseVal.width < 9) say("too small to be read", a);
    for (const b of texts.slice(i + 1)) {
      const s = b.getBoundingClientRect();
      if (r.left < s.right && s.left < r.right && r.top < s.bottom - 4 && s.top < r.bottom - 4) say("over another text of a chart", a);
    }
  });
}
for (const e of document.querySelectorAll(".amount")) if (e.getClientRects().length && e.scrollHeight > 1.7 * parseFloat(getComputedStyle(e).fontSize)) say("broken into lines", e);
parent.postMessage(JSON.stringify({width: width, wrong: wrong}), "*");
</script>`

// frame shows a page at a width that may be less than the least of a window, and writes down what the page has measured.
const frame = `<body style="margin:0"><script>
addEventListener("message", m => { const pre = document.createElement("pre"); pre.id = "measured"; pre.textContent = m.data; document.body.append(pre); });
</script><iframe src="%s" style="border:0;width:%dpx;height:3000px"></iframe></body>`

var (
	policy   = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)
	measured = regexp.MustCompile(`(?s)<pre id="measured">(.*?)</pre>`)
)

// The page is laid out as it should be in a real browser: nothing is wider than the page, cut off, or over something else.
func TestLaidOutInChromium(t *testing.T) {
	text := written(t, viewtest.Reported(t, page.Style{ShowLabels: true, ShowOpenID: true}))
	text = policy.ReplaceAllString(text, "")
	file := saved(t, strings.Replace(text, "</body>", measure+"</body>", 1))
	for _, width := range []int{1280, 768, 420} {
		outer := saved(t, fmt.Sprintf(frame, "file://"+file, width))
		found := measured.FindStringSubmatch(browse(t, outer, 1400, false, "--virtual-time-budget=5000", "--dump-dom"))
		if found == nil {
			t.Fatal("the page was not measured")
		}
		var got struct {
			Width int
			Wrong []string
		}
		if err := json.Unmarshal([]byte(unescaped(found[1])), &got); err != nil {
			t.Fatal(err)
		}
		if got.Width != width {
			t.Errorf("the page is shown %d wide, want %d", got.Width, width)
		}
		for _, each := range got.Wrong {
			t.Errorf("at %d: %s", width, each)
		}
	}
}

func unescaped(text string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(text)
}

func saved(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// The page is seen as it should be at two widths, on light paper and on dark. With REDPACK_TEST_SHOTS=FOLDER the pictures are kept, and the page.
func TestSeenInChromium(t *testing.T) {
	text := written(t, viewtest.Reported(t, page.Style{ShowLabels: true}))
	file := saved(t, text)
	if kept := os.Getenv("REDPACK_TEST_SHOTS"); kept != "" {
		if err := os.WriteFile(filepath.Join(kept, "report.html"), []byte(text), 0o600); err != nil {
			t.Error(err)
		}
	}
	for _, shot := range []struct {
		name        string
		width       int
		dark        bool
		paper, band color.RGBA
	}{
		{"wide-light", 1280, false, color.RGBA{0xfb, 0xf8, 0xf4, 0xff}, color.RGBA{0xb8, 0x26, 0x1c, 0xff}},
		{"wide-dark", 1280, true, color.RGBA{0x1b, 0x17, 0x19, 0xff}, color.RGBA{0x7d, 0x1a, 0x14, 0xff}},
		{"narrow-light", 420, false, color.RGBA{0xfb, 0xf8, 0xf4, 0xff}, color.RGBA{0xb8, 0x26, 0x1c, 0xff}},
		{"narrow-dark", 420, true, color.RGBA{0x1b, 0x17, 0x19, 0xff}, color.RGBA{0x7d, 0x1a, 0x14, 0xff}},
	} {
		t.Run(shot.name, func(t *testing.T) {
			picture := filepath.Join(t.TempDir(), "page.png")
			if kept := os.Getenv("REDPACK_TEST_SHOTS"); kept != "" {
				picture = filepath.Join(kept, shot.name+".png")
			}
			browse(t, file, shot.width, shot.dark, "--screenshot="+picture)
			seen := decoded(t, picture)
			if seen.Bounds().Dx() != shot.width {
				t.Errorf("%d wide", seen.Bounds().Dx())
			}
			if got := at(seen, 4, 4); got != shot.band {
				t.Errorf("the header is %v, want %v", got, shot.band)
			}
			if got := at(seen, 4, seen.Bounds().Dy()/2); got != shot.paper {
				t.Errorf("the paper is %v, want %v", got, shot.paper)
			}
			// What is received is gold in the bar and in the charts: they were drawn, and with their style.
			if gold := count(seen, color.RGBA{0xd9, 0xa4, 0x41, 0xff}); gold < 5_000 {
				t.Errorf("%d gold pixels", gold)
			}
		})
	}
}

func decoded(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	seen, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func at(seen image.Image, x, y int) color.RGBA {
	r, g, b, a := seen.At(x, y).RGBA()
	return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), uint8(a >> 8)}
}

func count(seen image.Image, of color.RGBA) (n int) {
	for y := range seen.Bounds().Dy() {
		for x := range seen.Bounds().Dx() {
			if at(seen, x, y) == of {
				n++
			}
		}
	}
	return n
}

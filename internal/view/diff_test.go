package view_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

func TestDiff(t *testing.T) {
	renamed := viewtest.Replaced(viewtest.Lantern(), `campaign "lantern"`, "moved {\n  from = \"lantern\"\n  to = \"灯会\"\n}\ncampaign \"灯会\"")
	for _, c := range []struct {
		name          string
		before, after fstest.MapFS
		state         []state.Packet
	}{
		{"all", viewtest.Spring(), viewtest.SpringEdited(), nil},
		{"state", viewtest.Spring(), viewtest.SpringEdited(), viewtest.Interrupted()},
		{
			"repairs", viewtest.Replaced(viewtest.Spring(), "amount = 188.00", "amount = 198.00", "oSUNM00000000000000000000002", "oANOTHERPERSON0000000000001x"),
			viewtest.Spring(), viewtest.Repairable(),
		},
		{"none", viewtest.Lantern(), viewtest.Lantern(), nil},
		{"formatting", viewtest.Lantern(), viewtest.Replaced(viewtest.Lantern(), "  merchant  =", "  # who pays\n  merchant ="), nil},
		{"added", nil, viewtest.Lantern(), nil},
		{"removed", viewtest.Lantern(), nil, lanternPaid()},
		{"moved", viewtest.Lantern(), renamed, nil},
		{"renamed", viewtest.Lantern(), viewtest.Replaced(viewtest.Lantern(), `campaign "lantern"`, `campaign "灯会"`), nil},
		{"numbers", viewtest.Lantern(), viewtest.Replaced(viewtest.Lantern(), "2015-03-05", "2015-03-06"), nil},
		{"nothing-sent", viewtest.Lantern(), viewtest.Replaced(viewtest.Lantern(), "1.00 }", "2.00 }"), []state.Packet{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := viewtest.Compared(t, c.before, c.after, c.state)
			golden(t, "diff-"+c.name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
				if err := view.Diff(w, d, view.DiffOptions{}, s); err != nil {
					t.Fatal(err)
				}
				if !s.Colour {
					fits(t, w.String(), s.Width)
				}
			})
		})
	}
}

// changedCrowd is the crowd with other amounts for every second, every tenth gone and as many new.
func changedCrowd(n int) fstest.MapFS {
	files := viewtest.Crowd(n)
	var rows strings.Builder
	rows.WriteString("id,openid,amount\n")
	for i := range n {
		switch {
		case i%10 == 5:
			fmt.Fprintf(&rows, "w%06d,%s,%d.66\n", i, viewtest.OpenID(n+i), 1+i%50)
		case i%2 == 0:
			fmt.Fprintf(&rows, "u%06d,%s,9.99\n", i, viewtest.OpenID(i))
		default:
			fmt.Fprintf(&rows, "u%06d,%s,8.88\n", i, viewtest.OpenID(i))
		}
	}
	files["p.csv"] = &fstest.MapFile{Data: []byte(rows.String())}
	return files
}

func TestADiffOfAnySizeFitsTwoScreens(t *testing.T) {
	const n = 20_000
	var paid []state.Packet
	for i := 0; i < n; i += 4 {
		paid = append(paid, viewtest.Recorded(fmt.Sprintf("u%06d", i), viewtest.OpenID(i), 888, state.Sent))
	}
	d := viewtest.Compared(t, viewtest.Crowd(n), changedCrowd(n), paid)
	var out bytes.Buffer
	if err := view.Diff(&out, d, view.DiffOptions{}, page.Style{}); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\n"); lines > 90 {
		t.Errorf("a diff of %d with half of them changed has %d lines", n, lines)
	}
	for _, want := range []string{"and 9,980 more, ¥9.99, 4,980 of them PAID; -list shows all", "= 8,000 unchanged"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := view.Diff(&out, d, view.DiffOptions{List: true}, page.Style{}); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\n"); lines < n*7/10 {
		t.Errorf("-list has %d lines", lines)
	}
}

func TestDiffShowsWholeOpenIDsOnlyWhenAsked(t *testing.T) {
	d := viewtest.Compared(t, viewtest.Spring(), viewtest.SpringEdited(), nil)
	for _, whole := range []bool{false, true} {
		var out bytes.Buffer
		if err := view.Diff(&out, d, view.DiffOptions{}, page.Style{ShowOpenID: whole, Width: 200}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "oSUNN00000000000000000000009") != whole {
			t.Errorf("ShowOpenID %v:\n%s", whole, out.String())
		}
	}
}

// Without a key of its own a recipient's key is the openid, which is no less personal there.
func TestDiffMasksOpenIDsThatAreKeys(t *testing.T) {
	keyless := viewtest.Replaced(viewtest.Crowd(3), "    key = row.id\n", "")
	d := viewtest.Compared(t, keyless, viewtest.Replaced(keyless, "8.88", "9.99"), nil)
	var out bytes.Buffer
	if err := view.Diff(&out, d, view.DiffOptions{}, page.Style{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), viewtest.OpenID(1)) || !strings.Contains(out.String(), "oX12..ab9K") {
		t.Error(out.String())
	}
}

// What a campaign says comes from outside; none of it may steer the terminal.
func TestDiffDisarmsControlCharacters(t *testing.T) {
	d := viewtest.Compared(t, viewtest.Lantern(), viewtest.Replaced(viewtest.Lantern(), "元宵节", "春节"), nil)
	d.Before.Name = "\x1b[2Jmain"
	d.Campaigns[0].Settings[0].After = "\x1b[2J\u202eevil\r\n"
	var out bytes.Buffer
	if err := view.Diff(&out, d, view.DiffOptions{}, page.Style{}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\x1b\r\u202e") {
		t.Errorf("got %q", out.String())
	}
}

func TestDiffReturnsTheWritersError(t *testing.T) {
	d := viewtest.Compared(t, viewtest.Lantern(), nil, nil)
	if err := view.Diff(viewtest.Broken{}, d, view.DiffOptions{}, page.Style{}); !errors.Is(err, viewtest.ErrBroken) {
		t.Errorf("err = %v", err)
	}
}

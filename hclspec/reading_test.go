package hclspec_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
)

const shared = `
draw "pot" {
  seed  = "s"
  total = 30.00
  min   = 1.00
  max   = 20.00
}
`

// reader is a campaign over people.csv whose amounts are this expression, and a count of how often that list was opened.
func reader(t *testing.T, amount string) (*hclspec.Campaign, fstest.MapFS, plantest.Opened) {
	t.Helper()
	files := fstest.MapFS{
		"people.csv": {Data: []byte("id,openid\n" +
			"u1,oTEST00000000000000000000001\nu2,oTEST00000000000000000000002\nu3,oTEST00000000000000000000003\n")},
		"a.hcl": {Data: []byte(shared + campaign(`
  recipients_from "csv" {
    path   = "people.csv"
    key    = row.id
    openid = row.openid
    amount = `+amount+`
  }`))},
	}
	opened := plantest.Opened{FS: files, Times: map[string]int{}}
	project, diags := hclspec.Load(opened, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return project.Campaigns[0], files, opened
}

// Whoever comes again gets the same rows, each time by opening the list once more and no oftener. Only a pot takes two readings to
// be shared out, and its shares are kept.
func TestHowOftenAListIsRead(t *testing.T) {
	for _, tt := range []struct {
		amount string
		first  int
	}{{"1.00", 1}, {"draw.pot.amount", 2}} {
		c, _, opened := reader(t, tt.amount)
		var all [2][]hclspec.Recipient
		count := func(what string, want int, read func()) {
			t.Helper()
			before := opened.Times["people.csv"]
			read()
			if got := opened.Times["people.csv"] - before; got != want {
				t.Errorf("%s, %s: the list was opened %d times, want %d", tt.amount, what, got, want)
			}
		}
		if opened.Times["people.csv"] != 1 {
			t.Errorf("Load opens the list %d times, for its header", opened.Times["people.csv"])
		}
		var reading *hclspec.Reading
		count("at first", tt.first, func() {
			reading, _ = c.Read(nil, func(r *hclspec.Recipient) bool { all[0] = append(all[0], *r); return true })
		})
		count("again", 1, func() {
			if diags := reading.Again(func(r *hclspec.Recipient) bool { all[1] = append(all[1], *r); return true }); len(diags) > 0 {
				t.Error(diags)
			}
		})
		if diff := cmp.Diff(all[0], all[1]); diff != "" || len(all[0]) != 3 {
			t.Errorf("%s: other people came again (-first +again):\n%s", tt.amount, diff)
		}
		var people string
		count("people", 1, func() {
			_, _ = c.People(func(key, openID string) bool { people += key + openID[25:] + " "; return true })
		})
		if people != "u1001 u2002 u3003 " {
			t.Errorf("people %s", people)
		}
	}
}

// A second reading of a list that has changed is an error, and never a list with somebody missing.
func TestAgainTellsOfAnotherList(t *testing.T) {
	for name, change := range map[string]func(fstest.MapFS){
		"gone":      func(files fstest.MapFS) { delete(files, "people.csv") },
		"shorter":   func(files fstest.MapFS) { files["people.csv"].Data = files["people.csv"].Data[:41] },
		"exchanged": func(files fstest.MapFS) { files["people.csv"].Data[42] = '9' },
	} {
		c, files, _ := reader(t, "1.00")
		reading, diags := c.Read(nil, func(*hclspec.Recipient) bool { return true })
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		change(files)
		if diags := reading.Again(func(*hclspec.Recipient) bool { return true }); !diags.HasErrors() {
			t.Errorf("%s: nothing is told", name)
		}
	}
}

// The files of the project and the lists of a campaign are told apart, and each by the bytes that were read.
func TestInputsAreDigested(t *testing.T) {
	c, files, _ := reader(t, "1.00")
	reading, _ := c.Read(nil, func(*hclspec.Recipient) bool { return true })
	for name, inputs := range map[string][]hclspec.Input{"a.hcl": c.Project().Inputs(), "people.csv": reading.Inputs()} {
		want := []hclspec.Input{{Path: name, SHA256: fmt.Sprintf("%x", sha256.Sum256(files[name].Data))}}
		if diff := cmp.Diff(want, inputs); diff != "" {
			t.Errorf("inputs (-want +got):\n%s", diff)
		}
	}
	stopped, _ := c.Read(nil, func(*hclspec.Recipient) bool { return false })
	if inputs := stopped.Inputs(); len(inputs) != 0 {
		t.Errorf("a list that was not read to its end is told as %v", inputs)
	}
}

// Sum is of what was read, whatever the file holds by now, and of what is there where nothing has read it.
func TestSum(t *testing.T) {
	c, files, _ := reader(t, "1.00")
	before := fmt.Sprintf("%x", sha256.Sum256(files["a.hcl"].Data))
	files["a.hcl"].Data = []byte("other")
	files["dir"] = &fstest.MapFile{Mode: fs.ModeDir}
	for name, want := range map[string]string{
		"a.hcl": before, "people.csv": fmt.Sprintf("%x", sha256.Sum256(files["people.csv"].Data)), "gone.csv": "", "../people.csv": "", "dir": "",
	} {
		sum, err := c.Project().Sum(name)
		if sum != want || (err == nil) != (want != "") {
			t.Errorf("%s: %s, %v; want %s", name, sum, err, want)
		}
	}
}

// Each reading may cost as much as the first: people whose rows are dear do not drop out of a later one.
func TestEveryReadingMayCostTheSame(t *testing.T) {
	c, _, _ := reader(t, "length([for n in range(600) : n if \"name ${n}\" == row.id]) == 0 ? 1.00 : 2.00")
	reading, diags := c.Read(nil, func(*hclspec.Recipient) bool { return true })
	for range 40 {
		again, people := 0, 0
		diags = append(diags, reading.Again(func(*hclspec.Recipient) bool { again++; return true })...)
		_, told := c.People(func(string, string) bool { people++; return true })
		if diags = append(diags, told...); len(diags) > 0 || again != 3 || people != 3 {
			t.Fatalf("%d again, %d people: %v", again, people, diags)
		}
	}
}

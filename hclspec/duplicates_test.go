package hclspec_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
)

// However a row is written, and however far from the first, its openid and key are known again.
func TestDuplicatesInOtherWriting(t *testing.T) {
	const openID = "oUpF8uMuAJO_M2pxb1Q9zNjWe01o"
	far := 20_000
	if testing.Short() {
		far = 2_000
	}
	for _, distance := range []int{0, 1, 70, far} {
		for _, second := range []string{
			"é1," + openID + ",王伟,1.00",
			`"é1","` + openID + `","王,伟",1.00`,
			"e\u03011," + openID + ",王伟,1.00",
		} {
			var rows strings.Builder
			rows.WriteString(header + "é1," + openID + ",王伟,1.00\n")
			for i := range distance {
				fmt.Fprintf(&rows, "u%d,oTEST%023d,王伟,1.00\n", i, i)
			}
			rows.WriteString(second + "\n")
			people, diags := folder{"a.hcl": campaign(rowsFrom), "people.csv": rows.String()}.stream(t)
			if got := summaries(diags); got != "Duplicate openid; Duplicate key" || len(people) != distance+1 {
				t.Errorf("%q after %d rows: %s, %d rows", second, distance, got, len(people))
			}
		}
	}
}

// readings are the ways to come back to a row that went by: a file that can be read from anywhere, and one that cannot.
var readings = map[string]func(fs.File) fs.File{
	"from anywhere":  func(f fs.File) fs.File { return f },
	"from its start": func(f fs.File) fs.File { return struct{ fs.File }{f} },
}

// withDuplicates is a list whose second row and last one are one person's; open says how its file is read once it is read again.
func withDuplicates(t *testing.T, open func(fs.File) fs.File) *hclspec.Campaign {
	t.Helper()
	files := listOf(expand("id,openid,name\nz,P0,x\na,P1,x\nb,P2,x\nc,P1,x\n"))
	b := &trouble{FS: fstest.MapFS{"a.hcl": {Data: []byte(files["a.hcl"])}, "people.csv": {Data: []byte(files["people.csv"])}}}
	b.open = func(opened int, f fs.File) fs.File {
		if opened < 3 {
			return f
		}
		return open(f)
	}
	project, diags := hclspec.Load(b, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return project.Campaigns[0]
}

// The row before is told with its line, whichever way its file is read.
func TestDuplicatesTellTheLineOfTheFirst(t *testing.T) {
	for name, open := range readings {
		people := 0
		diags := withDuplicates(t, open).Recipients(nil, func(*hclspec.Recipient) bool { people++; return true })
		if detail := detailOf(diags, "The openid "); !strings.Contains(detail, "on line 3 of people.csv ") || summaries(diags) != "Duplicate openid" || people != 3 {
			t.Errorf("%s: %d people, %v", name, people, diags)
		}
	}
}

// startless is a file whose rows can be read, and whose beginning cannot.
type startless struct{ fs.File }

func (s startless) ReadAt(p []byte, offset int64) (int, error) {
	r, ok := s.File.(interface {
		ReadAt([]byte, int64) (int, error)
	})
	if offset == 0 || !ok {
		return 0, errDisk
	}
	return r.ReadAt(p, offset)
}

// A line that cannot be counted is told as the disk's fault, and not left at a wrong number in silence.
func TestReadErrorOnCountingLines(t *testing.T) {
	diags := withDuplicates(t, func(f fs.File) fs.File { return startless{f} }).Recipients(nil, func(*hclspec.Recipient) bool { return true })
	if got := summaries(diags); !strings.Contains(got, "File cannot be read") || !strings.Contains(got, "Duplicate openid") {
		t.Error(diags)
	}
}

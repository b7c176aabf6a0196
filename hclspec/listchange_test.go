package hclspec_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/hclspec"
)

// trouble is a folder whose list cannot be read to its end, or is another one the next time.
type trouble struct {
	fs.FS
	opened int
	open   func(opened int, f fs.File) fs.File
}

func (b *trouble) Open(name string) (fs.File, error) {
	f, err := b.FS.Open(name)
	if err != nil || name != "people.csv" {
		return f, err
	}
	b.opened++
	return b.open(b.opened, f), nil
}

// short gives so many bytes and then an error.
type short struct {
	fs.File
	left int
	err  error
}

func (s *short) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, s.err
	}
	n, err := s.File.Read(p[:min(len(p), s.left)])
	s.left -= n
	return n, err
}

var errDisk = errors.New("the disk is gone")

// What is read of a file that fails or changes on the way is never taken for the whole of it.
func TestReadErrorInTheMiddle(t *testing.T) {
	text := expand("id,openid,name\na,P1,x\nb,P2,x\nc,P3,x\n")
	for _, at := range []int{0, 20, len("id,openid,name\n"), len(text) / 2, len(text) - 1} {
		b := &trouble{FS: fstest.MapFS{"a.hcl": {Data: []byte(listOf(text)["a.hcl"])}, "people.csv": {Data: []byte(text)}}}
		b.open = func(opened int, f fs.File) fs.File {
			if opened == 1 {
				return f
			}
			return &short{File: f, left: at, err: errDisk}
		}
		project, diags := hclspec.Load(b, hclspec.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		diags = project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool { return true })
		if summaries(diags) != "File cannot be read" || !strings.Contains(diags[0].Detail, errDisk.Error()) {
			t.Errorf("after %d bytes: %v", at, diags)
		}
	}
}

// Two rows with one openid are told apart by reading the first of them again. Where that fails nobody is taken for somebody else.
func TestReadErrorOnTheSecondLook(t *testing.T) {
	files := listOf(expand("id,openid,name\na,P1,x\nb,P1,x\n"))
	b := &trouble{FS: fstest.MapFS{"a.hcl": {Data: []byte(files["a.hcl"])}, "people.csv": {Data: []byte(files["people.csv"])}}}
	b.open = func(opened int, f fs.File) fs.File {
		if opened < 3 {
			return f
		}
		return &short{File: f, err: errDisk}
	}
	project, diags := hclspec.Load(b, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if diags = project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool { return true }); summaries(diags) != "File changed" {
		t.Error(diags)
	}
}

// A row that is another one on the second look is nobody's, and the list is said to have changed.
func TestRowsThatChangeOnTheSecondLook(t *testing.T) {
	text := expand("id,openid,name\na,P1,x\nb,P1,x\n")
	for name, second := range map[string]string{
		"another person":   expand("id,openid,name\na,P9,x\nb,P1,x\n"),
		"a cell more":      strings.Replace(text, ",x", ",,", 1),
		"a cell less":      strings.Replace(text, ",x", "xx", 1),
		"a quote":          strings.Replace(text, ",x", ",\"", 1),
		"another encoding": strings.Replace(text, ",x", ",\xff", 1),
		"cut off":          text[:len("id,openid,name\na,")],
		"nothing":          "",
	} {
		b := &trouble{FS: fstest.MapFS{"a.hcl": {Data: []byte(listOf(text)["a.hcl"])}, "people.csv": {Data: []byte(text)}}}
		b.open = func(opened int, f fs.File) fs.File {
			if opened < 3 {
				return f
			}
			other, err := fstest.MapFS{"people.csv": {Data: []byte(second)}}.Open("people.csv")
			if err != nil {
				t.Fatal(err)
			}
			return other
		}
		project, diags := hclspec.Load(b, hclspec.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		people := 0
		diags = project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool { people++; return true })
		// Another person is told apart by the openid alone; that the list changed shows later, by its digest.
		if want := map[bool]string{true: "", false: "File changed"}[name == "another person"]; summaries(diags) != want {
			t.Errorf("%s: %d people, %v", name, people, diags)
		}
	}
}

// unfit is a file of which one thing goes wrong, the first time or later.
type unfit struct {
	fs.File
	stat, closing int // which call fails; 0: none
}

func (u *unfit) Stat() (fs.FileInfo, error) {
	if u.stat--; u.stat == 0 {
		return nil, errDisk
	}
	return u.File.Stat()
}

func (u *unfit) Close() error {
	if u.closing--; u.closing == 0 {
		return errors.Join(errDisk, u.File.Close())
	}
	return u.File.Close()
}

func (u *unfit) ReadAt(p []byte, offset int64) (int, error) {
	r, ok := u.File.(interface {
		ReadAt([]byte, int64) (int, error)
	})
	if !ok {
		return 0, errDisk
	}
	return r.ReadAt(p, offset)
}

// Whatever goes wrong with a list beside reading it is told as well, at whichever opening of it.
func TestListsThatCannotBeHandled(t *testing.T) {
	text := expand("id,openid,name\na,P1,x\nb,P1,x\n")
	for name, tt := range map[string]struct {
		at int // the opening
		of unfit
	}{
		"the header is not closed":     {1, unfit{closing: 1}},
		"it cannot be described":       {2, unfit{stat: 1}},
		"it cannot be described twice": {2, unfit{stat: 2}},
		"it is not closed":             {2, unfit{closing: 1}},
		"the second look is not ended": {3, unfit{closing: 1}},
	} {
		b := &trouble{FS: fstest.MapFS{"a.hcl": {Data: []byte(listOf(text)["a.hcl"])}, "people.csv": {Data: []byte(text)}}}
		b.open = func(opened int, f fs.File) fs.File {
			if opened != tt.at {
				return f
			}
			u := tt.of
			u.File = f
			return &u
		}
		project, diags := hclspec.Load(b, hclspec.Options{})
		if !diags.HasErrors() {
			diags = append(diags, project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool { return true })...)
		}
		if !strings.Contains(summaries(diags), "File cannot be read") || !strings.Contains(diags.Error()+detailOf(diags, "people.csv"), errDisk.Error()) {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

// A list that loses the mark at its beginning while it is in use is another list.
func TestListsThatLoseTheirMark(t *testing.T) {
	text := expand("id,openid,name\na,P1,x\n")
	for _, second := range []string{"", "\ufeff"[:2], text, "\ufeff" + text[1:]} {
		files := fstest.MapFS{"a.hcl": {Data: []byte(listOf(text)["a.hcl"])}, "people.csv": {Data: []byte("\ufeff" + text)}}
		project, diags := hclspec.Load(files, hclspec.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		files["people.csv"].Data = []byte(second)
		diags = project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool { return true })
		if detailOf(diags, "people.csv: the file changed while it was being read") == "" {
			t.Errorf("%q: %v", second, diags)
		}
	}
}

// A list that is replaced, grows or shrinks between or during two readings is never taken for one list.
func TestListsThatChange(t *testing.T) {
	text := expand("id,openid,name\na,P1,x\nb,P2,x\n")
	twice := campaign(strings.Replace(rowsFrom, "row.amount", "1", 1) + "\n" + strings.Replace(rowsFrom, "key    = row.id\n    openid = row.openid\n    amount = row.amount", "openid = replace(row.openid, \"TEST\", \"BEST\")\namount = 1", 1))
	for _, tt := range []struct {
		name   string
		change func(files fstest.MapFS)
	}{
		{"grown", func(files fstest.MapFS) { files["people.csv"].Data = []byte(text + expand("c,P3,x\n")) }},
		{"shrunk", func(files fstest.MapFS) { files["people.csv"].Data = []byte(text[:len(text)-37]) }},
		{"replaced", func(files fstest.MapFS) {
			files["people.csv"].Data = []byte(strings.ReplaceAll(text, expand("P2"), expand("P4")))
		}},
	} {
		files := fstest.MapFS{"a.hcl": {Data: []byte(twice)}, "people.csv": {Data: []byte(text)}}
		b := &trouble{FS: files}
		b.open = func(_ int, f fs.File) fs.File { return f }
		project, diags := hclspec.Load(b, hclspec.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		n := 0
		diags = project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool {
			if n++; n == 2 { // the first block is done
				tt.change(files)
			}
			return true
		})
		if detailOf(diags, "people.csv: the file changed while it was being read") == "" {
			t.Errorf("%s: %d recipients, %v", tt.name, n, diags)
		}
	}
}

// rewritten is a file whose description changes while it is read.
type rewritten struct {
	fs.File
	stats int
	size  func(stats int, size int64) int64
	time  func(stats int) time.Time
}

type rewrittenInfo struct {
	fs.FileInfo
	size int64
	time time.Time
}

func (i rewrittenInfo) Size() int64        { return i.size }
func (i rewrittenInfo) ModTime() time.Time { return i.time }

func (r *rewritten) Stat() (fs.FileInfo, error) {
	info, err := r.File.Stat()
	r.stats++
	return rewrittenInfo{info, r.size(r.stats, info.Size()), r.time(r.stats)}, err
}

func TestListsThatChangeWhileRead(t *testing.T) {
	same := func(_ int, size int64) int64 { return size }
	for name, change := range map[string]func(*rewritten){
		"grown":     func(r *rewritten) { r.size = func(stats int, size int64) int64 { return size + int64(stats) } },
		"shrunk":    func(r *rewritten) { r.size = func(stats int, size int64) int64 { return size - int64(stats) + 1 } },
		"rewritten": func(r *rewritten) { r.time = func(stats int) time.Time { return time.Unix(int64(stats), 0) } },
		"":          func(*rewritten) {},
	} {
		files := listOf(expand("id,openid,name\na,P1,x\nb,P2,x\n"))
		b := &trouble{FS: fstest.MapFS{"a.hcl": {Data: []byte(files["a.hcl"])}, "people.csv": {Data: []byte(files["people.csv"])}}}
		b.open = func(_ int, f fs.File) fs.File {
			r := &rewritten{File: f, size: same, time: func(int) time.Time { return time.Time{} }}
			change(r)
			return r
		}
		project, diags := hclspec.Load(b, hclspec.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		diags = project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool { return true })
		if want := map[bool]string{true: "File cannot be read"}[name != ""]; summaries(diags) != want {
			t.Errorf("%q: %v", name, diags)
		}
	}
}

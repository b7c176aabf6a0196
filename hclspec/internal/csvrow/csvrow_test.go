package csvrow_test

import (
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

// cut reads all rows and their cells.
func cut(src io.Reader, comma byte) (rows [][]string, err error) {
	r := csvrow.NewReader(src, nil, comma)
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		cells, err := csvrow.Split(row, comma, nil)
		if err != nil {
			return rows, err
		}
		rows = append(rows, cells)
	}
}

// Rows are cut as encoding/csv cuts them, and what it refuses is refused.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{"a,b\n1,2\n", "a\n\"x\ny\"\n", "a,b\r\n\"1\"\"\",\r\n\r\n,\"\"", "a\"b\n", "\"a\"b\n", "\"a", "a,\"b\"\"\"c\"\n", "\"\"\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		// The standard reader drops a carriage return in more places than ours.
		if strings.Contains(text, "\r") || !utf8.ValidString(text) || len(text) > 4096 {
			return
		}
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		var want [][]string
		var wantErr error
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				wantErr = err
				break
			}
			want = append(want, row)
		}
		got, err := cut(strings.NewReader(text), ',')
		if (err != nil) != (wantErr != nil) {
			t.Fatalf("error %v, encoding/csv says %v", err, wantErr)
		}
		if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
			t.Errorf("rows %q, encoding/csv cuts %q", got, want)
		}
	})
}

var errDisk = errors.New("the disk is gone")

// failing gives the first bytes of a text and then an error, together with the last of them or by itself.
func failing(text string, after int, together bool) io.Reader {
	r := io.MultiReader(strings.NewReader(text[:after]), iotest.ErrReader(errDisk))
	if together {
		r = iotest.DataErrReader(r)
	}
	return r
}

// A file that cannot be read to its end is an error wherever that happens, and never a file of fewer rows.
func TestReaderThatFails(t *testing.T) {
	short := "id,name\r\n1,\"x\ny\"\n\n2,王伟\n3,z"
	check := func(text string, after int) {
		t.Helper()
		for _, together := range []bool{false, true} {
			rows, err := cut(failing(text, after, together), ',')
			if !errors.Is(err, errDisk) {
				t.Errorf("after %d of %d bytes (with the last of them: %t): %d rows, error %v", after, len(text), together, len(rows), err)
			}
		}
	}
	for after := range len(short) + 1 {
		check(short, after)
	}
	long := "id,name\n" + strings.Repeat("0123456,王伟\n", 3*csvrow.WindowSize/15)
	for window := range 3 {
		for beside := -2; beside <= 2; beside++ {
			check(long, max(0, window*csvrow.WindowSize+beside))
		}
	}
	check(long, len(long)-1)
	check(long, len(long))
}

// Rows, where they stand, and the digest do not hang on how many bytes come at a time.
func TestReaderInPieces(t *testing.T) {
	text := "id,name\r\n\n1,\"x\ny\"\n" + strings.Repeat("2,\"王\"\"伟\"\n", csvrow.WindowSize/8) + "3,z"
	read := func(src io.Reader) string {
		sum := sha256.New()
		r := csvrow.NewReader(src, sum, ',')
		rows, line, counted := 0, 1, 0
		for {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				return fmt.Sprintf("%d rows of %d bytes, %x", rows, r.Size(), sum.Sum(nil))
			}
			if err != nil {
				t.Fatal(err)
			}
			if at := text[row.Offset : int(row.Offset)+len(row.Text)]; at != row.Text {
				t.Fatalf("the row %q is said to stand where %q does", row.Text, at)
			}
			line += strings.Count(text[counted:row.Offset], "\n")
			if counted = int(row.Offset); int(row.Line) != line {
				t.Fatalf("%q is in line %d, and is said to be in %d", row.Text, line, row.Line)
			}
			rows++
		}
	}
	want := read(strings.NewReader(text))
	if all := fmt.Sprintf("%d rows of %d bytes, %x", 3+csvrow.WindowSize/8, len(text), sha256.Sum256([]byte(text))); want != all {
		t.Errorf("%s, want %s", want, all)
	}
	for _, src := range []io.Reader{iotest.HalfReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
		if got := read(src); got != want {
			t.Error("rows hang on the pieces")
		}
	}
}

func TestRowLength(t *testing.T) {
	for _, tt := range []struct {
		length int
		quoted bool
		long   bool
	}{
		{csvrow.RowMax - 1, false, false},
		{csvrow.RowMax, false, false},
		{csvrow.RowMax + csvrow.WindowSize + 1, false, true},
		{csvrow.RowMax - 1, true, false},
		{csvrow.RowMax, true, false},
		{csvrow.RowMax + csvrow.WindowSize + 1, true, true},
	} {
		row := strings.Repeat("x", tt.length)
		if tt.quoted {
			row = `"` + strings.Repeat("\n", tt.length-2) + `"`
		}
		// What comes before shifts the row to every place of a window.
		for _, before := range []string{"", "a\n", strings.Repeat("a\n", csvrow.WindowSize/2-1)} {
			rows, err := cut(strings.NewReader(before+row+"\nb\n"), ',')
			if tt.long != errors.Is(err, csvrow.ErrRowTooLong) || !tt.long && (err != nil || len(rows) != strings.Count(before, "\n")+2) {
				t.Errorf("%d bytes after %d (quoted: %t): %d rows, %v", tt.length, len(before), tt.quoted, len(rows), err)
			}
		}
	}
	r := csvrow.NewReader(strings.NewReader("a\n\""+strings.Repeat("x", 2*csvrow.WindowSize)), nil, ',')
	_, _ = r.Next()
	if row, err := r.Next(); !errors.Is(err, csvrow.ErrRowTooLong) || row.Line != 2 || row.Offset != 2 {
		t.Errorf("a quote that is never closed: line %d, offset %d, %v", row.Line, row.Offset, err)
	}
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		row   string
		cells []string
		bad   int // how many cells come before the one that is wrong; -1: none is
	}{
		{"a,b", []string{"a", "b"}, -1},
		{",", []string{"", ""}, -1},
		{`"a","b"`, []string{"a", "b"}, -1},
		{`"a,b",`, []string{"a,b", ""}, -1},
		{`"","a""b"""`, []string{"", `a"b"`}, -1},
		{"\"a\nb\",c", []string{"a\nb", "c"}, -1},
		{`a,b"c`, nil, 1},
		{`a,"b"c`, nil, 1},
		{`"a" ,b`, nil, 0},
		{`a,b,"c`, nil, 2},
		{`a,"`, nil, 1},
		{`a,"b"""c"`, nil, 1},
	} {
		cells, err := csvrow.Split(csvrow.Row{Text: tt.row, Quoted: strings.Contains(tt.row, `"`)}, ',', nil)
		switch {
		case tt.bad >= 0 && (err == nil || len(cells) != tt.bad):
			t.Errorf("%q: %q, %v", tt.row, cells, err)
		case tt.bad < 0 && (err != nil || !slices.Equal(cells, tt.cells)):
			t.Errorf("%q: %q, %v", tt.row, cells, err)
		}
	}
}

func TestCellAt(t *testing.T) {
	const text = `a,"b,""c""",,d`
	for i, want := range []string{"a", `"b,""c"""`, "", "d", text} {
		if from, to := csvrow.CellAt(csvrow.Row{Text: text, Quoted: true}, ',', i); text[from:to] != want {
			t.Errorf("cell %d is %q, want %q", i, text[from:to], want)
		}
	}
}

func TestRowEnd(t *testing.T) {
	for text, want := range map[string]int{
		"": -1, "a": -1, "a\nb": 1, "\n": 0, "\"a\nb\"\nc": 5, "\"a\n": -1, "\"a\nb\"": -1, "a,\"b\n\",c\n": 8, "a,b\"\nc": 4, "\"a\"\"\n\"\n": 6,
	} {
		if got := csvrow.RowEnd(text, ',', true); got != want {
			t.Errorf("%q ends at %d, want %d", text, got, want)
		}
	}
}

// The estimate is exact for rows of one length, and one too many at most.
func TestEstimate(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 1000, 100_000} {
		text := "id,na\n" + strings.Repeat("1,abc\n", rows)
		r := csvrow.NewReader(strings.NewReader(text), nil, ',')
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
		if got := r.Estimate(int64(len(text))); got < rows+1 || got > rows+3+rows/10_000 {
			t.Errorf("%d rows with the header, estimated %d", rows+1, got)
		}
	}
}

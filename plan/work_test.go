package plan_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
)

// fileInMemory is a spool that can be broken.
type fileInMemory struct {
	bytes.Buffer
	writes   int // until one fails; negative: none does
	readFail error
	closed   int
}

var errSpool = errors.New("no room")

func (f *fileInMemory) Write(b []byte) (int, error) {
	if f.writes--; f.writes == -1 {
		return 0, errSpool
	}
	return f.Buffer.Write(b)
}

func (f *fileInMemory) ReadAt(b []byte, at int64) (int, error) {
	if f.readFail != nil {
		return 0, f.readFail
	}
	n := copy(b, f.Bytes()[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *fileInMemory) Close() error {
	f.closed++
	return nil
}

// filled sets every field to something of its own, so that none can be forgotten where packets are written.
func filled(v reflect.Value, n *int) {
	*n++
	switch kind := v.Kind(); {
	case kind == reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.UnixMilli(1_700_000_000_000 + int64(*n)).UTC()))
			return
		}
		for i := range v.NumField() {
			filled(v.Field(i), n)
		}
	case kind == reflect.String:
		v.SetString(strings.Repeat("春x", *n%40+1))
	case kind == reflect.Bool:
		v.SetBool(true)
	case kind == reflect.Pointer:
		v.Set(reflect.ValueOf(&hclspec.Supplement{Key: "of its own"}))
	case v.CanInt():
		v.SetInt(int64(*n) * 7)
	case v.CanUint():
		v.SetUint(uint64(*n%11 + 1))
	default:
		panic(kind)
	}
}

// several are packets that differ, more of them than one block holds.
func several(n int) (all []plan.Packet) {
	for i := range n {
		var p plan.Packet
		start := i
		if i%3 > 0 {
			filled(reflect.ValueOf(&p).Elem(), &start)
		}
		p.Action, p.Recipient.Source = plan.Action(i%5+1), i%4
		p.Recipient.Key += strings.Repeat("k", i%200)
		all = append(all, p)
	}
	return all
}

// What is read back is what was kept, field by field, in order and out of it, from memory and from a file.
func TestWorkKeepsPackets(t *testing.T) {
	for name, n := range map[string]int{"few": 3, "one block": 64, "one more": 65, "in a file": 20_000} {
		file := &fileInMemory{writes: -1}
		want := several(n)
		w, err := plan.NewWork(func() (plan.Spool, error) { return file, nil }, plantest.Each(want...))
		if err != nil || w.Len() != n {
			t.Fatalf("%s: %d kept, %v", name, w.Len(), err)
		}
		if used := file.Len() > 0; used != (n == 20_000) {
			t.Errorf("%s: %d bytes in the file", name, file.Len())
		}
		r := w.Reader()
		for i := range n {
			row := i
			if i%3 == 2 {
				row = (i * 7919) % n
			}
			got, err := r.At(row)
			if diff := cmp.Diff(want[row], got); diff != "" || err != nil || w.Action(row) != got.Action {
				t.Fatalf("%s: row %d: %v %s", name, row, err, diff)
			}
		}
		checkRows(t, w, want)
		if err := errors.Join(w.Close(), w.Close()); err != nil || file.closed > 1 || n == 20_000 && file.closed == 0 {
			t.Errorf("%s: %v, closed %d times", name, err, file.closed)
		}
	}
	if none := (*plan.Work)(nil); none.Len() != 0 || none.Next(0, plan.Send) != -1 || none.Close() != nil || none.OfSource(1).Packets != 0 {
		t.Error("no work is not empty")
	}
}

// checkRows holds what is known without reading against the packets.
func checkRows(t *testing.T, w *plan.Work, want []plan.Packet) {
	t.Helper()
	for _, a := range append(plan.Actions(), plan.Done) {
		row := -1
		for i := range want {
			if want[i].Action != a {
				continue
			}
			if row = w.Next(row+1, a); row != i {
				t.Fatalf("%s after row %d is in row %d", a, i, row)
			}
		}
		if next := w.Next(row+1, a); next != -1 {
			t.Errorf("%s: one more in row %d", a, next)
		}
	}
	for source := range 5 {
		packets := 0
		for i := range want {
			if want[i].Recipient.Source == source {
				packets++
			}
		}
		if got := w.OfSource(source).Packets; got != packets {
			t.Errorf("%d packets of source %d, want %d", got, source, packets)
		}
	}
}

// long are packets of one length, of which some hundreds fill what stays in memory.
func long(n int) (all []plan.Packet) {
	for i := range n {
		p := plan.Packet{Action: plan.Send}
		p.Recipient.Key, p.Recipient.Remark = fmt.Sprintf("k%06d", i), strings.Repeat("r", 8000)
		all = append(all, p)
	}
	return all
}

// Nothing that was changed on the disk is taken for what was approved, whichever byte it is; nor is a record in another's place.
func TestWorkFindsDamage(t *testing.T) {
	file := &fileInMemory{writes: -1}
	want := long(1000)
	w, err := plan.NewWork(func() (plan.Spool, error) { return file, nil }, plantest.Each(want...))
	if err != nil {
		t.Fatal(err)
	}
	first := 0 // row that is in the file
	for file.readFail = errSpool; ; first++ {
		if _, err := w.At(first); err != nil {
			if !errors.Is(err, plan.ErrWorkLost) || !errors.Is(err, errSpool) {
				t.Error(err)
			}
			break
		}
	}
	file.readFail = nil
	read := func() (lost bool) {
		r := w.Reader()
		for row := first; row < first+64 && !lost; row++ {
			got, err := r.At(row)
			if lost = errors.Is(err, plan.ErrWorkLost); err != nil && !lost || err == nil && !cmp.Equal(got, want[row]) {
				t.Fatalf("row %d: %v, %s", row, err, got.Recipient.Key)
			}
		}
		return lost
	}
	content, length := file.Bytes(), file.Len()/(1000-first)
	if read() {
		t.Fatal("lost, and nothing was changed")
	}
	for at := 0; at < 3*length; at += 1 + at%length/40*40 {
		content[at] ^= 1 << (at % 8)
		if !read() {
			t.Errorf("nobody noticed byte %d", at)
		}
		content[at] ^= 1 << (at % 8)
	}
	copy(content[:length], content[length:2*length])
	if !read() {
		t.Error("the second packet is in the place of the first, too, and nobody noticed")
	}
}

// A plan whose work has no room is none, whenever the room ends, and its file is closed.
func TestWorkThatCannotBeKept(t *testing.T) {
	for writes := range 12 {
		file := &fileInMemory{writes: writes}
		w, err := plan.NewWork(func() (plan.Spool, error) { return file, nil }, plantest.Each(several(20_000)...))
		if !errors.Is(err, errSpool) || w != nil || file.closed != 1 {
			t.Errorf("write %d: %v, closed %d times", writes, err, file.closed)
		}
	}
	if _, err := plan.NewWork(func() (plan.Spool, error) { return nil, errSpool }, plantest.Each(several(20_000)...)); !errors.Is(err, errSpool) {
		t.Errorf("a file that cannot be made: %v", err)
	}
}

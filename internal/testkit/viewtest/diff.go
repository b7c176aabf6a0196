package viewtest

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/state"
)

// Compared compares two folders as a pull request would, with a state laid over if there is one.
func Compared(t testing.TB, before, after fstest.MapFS, packets []state.Packet) *diff.Diff {
	t.Helper()
	old, now := SideOf(t, before), SideOf(t, after)
	old.Revision = diff.Revision{Name: "main", Commit: "81d0e77", Base: true}
	now.Revision = diff.Revision{Name: "HEAD", Commit: "3fa9c21"}
	var opts diff.CompareOptions
	if packets != nil {
		opts.Snapshot = state.NewSnapshot(packets)
	}
	d, faults := diff.Compare(old, now, opts)
	if faults.HasErrors() {
		t.Fatalf("compare: %v", faults)
	}
	return d
}

// SideOf is one side of a comparison; there is nothing on it without files.
func SideOf(t testing.TB, files fstest.MapFS) diff.Side {
	t.Helper()
	if files == nil {
		return diff.Side{}
	}
	project, diags := hclspec.Load(files, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatalf("load: %v", diags)
	}
	return diff.Side{Project: project, Campaigns: project.Campaigns}
}

// Replaced is a folder with some of its text replaced.
func Replaced(files fstest.MapFS, oldnew ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, file := range files {
		out[name] = &fstest.MapFile{Data: []byte(strings.NewReplacer(oldnew...).Replace(string(file.Data)))}
	}
	return out
}

// SpringEdited is the spring campaign after everything that can happen to one.
func SpringEdited() fstest.MapFS {
	rows := ""
	for i := range 12 {
		rows += fmt.Sprintf("v%04d,%s,8.88,新员工%d\n", i, OpenID(5000+i), i)
	}
	after := Replaced(Spring(),
		"16000.00", "20000.00", `not_after  = "2027-02-06 21:00"`, `not_after  = "2027-02-06 22:00"`,
		`"oCHEN00000000000000000000001", amount = 188.00`, `"oCHEN00000000000000000000001", amount = 88.00`,
		"oSUNM00000000000000000000002", "oSUNN00000000000000000000009", "新春快乐，万事如意", "新春快乐",
		"欧阳静    =", "欧阳_静 =", "id,openid,amount,name\n", "id,openid,amount,name\n"+rows, "恭喜发财，大吉大利", "恭喜发财",
	)
	csv := string(after["员工名单.csv"].Data)
	for _, i := range []int{3, 601, 700} {
		row := fmt.Sprintf("u%04d,%s,", i, OpenID(i))
		at := strings.Index(csv, row)
		csv = csv[:at] + csv[at+strings.Index(csv[at:], "\n")+1:]
	}
	after["员工名单.csv"] = &fstest.MapFile{Data: []byte(csv)}
	return after
}

package lookup_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lookup"
	"github.com/cashredpack/redpack/state"
)

const (
	first  = "190000010920270206aaaaaaaaaa"
	second = "190000010920270206bbbbbbbbbb"
	listID = "1000041701202702068000000000001"
	openID = "oTEAM00000000000000000000001"
)

func packets() []state.Packet {
	return []state.Packet{
		{ID: 1, Campaign: "team", Key: "wang", OpenID: openID, BillNo: second, SendListID: listID, Attempt: 1},
		{ID: 2, Campaign: "bonus", Key: "wang", OpenID: "oTEAM00000000000000000000002", BillNo: "190000010920270206cccccccccc"},
		{ID: 3, Campaign: "bonus", Key: "li", OpenID: openID, BillNo: "190000010920270206dddddddddd"},
	}
}

func search(text string) string {
	s := lookup.New(text)
	all := packets()
	for i := range all {
		s.Packet(&all[i])
	}
	s.Recipient("team", &hclspec.Recipient{Key: "wang", OpenID: openID, Label: "王伟"}, &all[0])
	s.Recipient("team", &hclspec.Recipient{Key: "chen", OpenID: "oTEAM00000000000000000000009", Label: "王伟"}, &state.Packet{})
	if len(s.Found()) == 0 {
		for _, e := range []state.Event{
			{Packet: 1, Kind: state.KindIntent, Detail: state.Detail{BillNo: first, OpenID: "oOLD_00000000000000000000001"}},
			{Packet: 1, Kind: state.KindOutcome, Detail: state.Detail{SendListID: "1000041701202702068000000000000"}},
			{Packet: 1, Kind: state.KindAccepted, Detail: state.Detail{OpenID: "oASKED0000000000000000000001"}},
			{Kind: state.KindSeries, Detail: state.Detail{Name: "team"}},
		} {
			s.Event(&e, func(id int64) (state.Packet, bool) { return all[id-1], true })
		}
	}
	var lines []string
	for _, f := range s.Found() {
		lines = append(lines, fmt.Sprintf("%s by %s, former %t %d, label %q", f.Address, f.How, f.Former, f.Attempt, f.Label))
	}
	return strings.Join(lines, "\n")
}

func TestWhatFindsAPacket(t *testing.T) {
	for text, want := range map[string]string{
		second:                            `team/wang by bill number, former false 1, label "王伟"`,
		" " + listID:                      `team/wang by send_listid, former false 1, label "王伟"`,
		openID:                            "bonus/li by openid, former false 0, label \"\"\nteam/wang by openid, former false 1, label \"王伟\"",
		"wang":                            "bonus/wang by key, former false 0, label \"\"\nteam/wang by key, former false 1, label \"王伟\"",
		"chen":                            `team/chen by key, former false 0, label "王伟"`,
		"王伟":                              "team/chen by label, former false 0, label \"王伟\"\nteam/wang by label, former false 1, label \"王伟\"",
		first:                             `team/wang by bill number, former true 0, label ""`,
		listID[:30]:                       "",
		first[:27]:                        "",
		openID + "x":                      "",
		"WANG":                            "",
		"":                                "",
		"190000010920":                    "",
		"1000041701202702068000000000000": `team/wang by send_listid, former true 0, label ""`,
		"oOLD_00000000000000000000001":    `team/wang by openid, former true 0, label ""`,
		"oASKED0000000000000000000001":    "", // what the file asked for and nobody got
	} {
		if got := search(text); got != want {
			t.Errorf("%q: got\n%s\nwant\n%s", text, got, want)
		}
	}
}

func TestWhatIsWorthTheHistory(t *testing.T) {
	for text, want := range map[string]bool{first: true, listID: true, openID: true, "oTEA-_0000000000000000000001": true, "wang": false, "王伟王伟王伟王伟王伟": false, "": false} {
		if lookup.Numbers(text) != want {
			t.Error(text)
		}
	}
}

package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/lookup"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

var findHelp = lang.Both(`A packet is also found by its bill number, one that it had before included, by its send_listid, by the openid or the label (the
name in the files) of its recipient, or by its key alone. Numbers and openids are compared whole. What several packets have lists
them all, with the command for each.`,
	`红包也可以按商户订单号（包括它以前用过的）、send_listid、领取人的 openid 或备注名（文件里的姓名），或者单独的键来查
找。编号和 openid 要完整一致。有几个红包相符时全部列出，并给出查看每一个的命令。`)

// findSpot is where packets are searched: a state, and the campaigns beside it as far as they were read.
type findSpot struct {
	env       *Env
	print     *printer
	at        state.Backend
	snapshot  *state.Snapshot
	campaigns []*hclspec.Campaign
	only      []string // campaigns; nil: all
	command   string   // that shows one packet
}

// find searches for a text that is no address.
func (f *findSpot) find(ctx context.Context, text string) ([]lookup.Found, error) {
	s := lookup.New(text)
	if s.Text() == "" {
		return nil, lang.Errorf("the argument is empty: name a packet by its address, number, openid, key or label",
			"参数是空的：用地址、编号、openid、键或备注名指明一个红包")
	}
	for p := range f.snapshot.ByID() {
		if f.chosen(p.Campaign) {
			s.Packet(&p)
		}
	}
	f.recipients(s)
	if len(s.Found()) == 0 && lookup.Numbers(s.Text()) && f.snapshot.Exists() {
		err := state.Walk(ctx, f.at, func(e *state.Event) error {
			s.Event(e, f.snapshot.ByPacketID)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if found := slices.DeleteFunc(s.Found(), func(one lookup.Found) bool { return !f.chosen(one.Address.Campaign) }); len(found) > 0 {
		return found, nil
	}
	return nil, f.nothing(s.Text())
}

// knows reports whether there is a campaign of this name. Where there is none, a text with a slash is no address, and may be a key or a
// label: 王伟/财务.
func (f *findSpot) knows(campaign string) bool {
	return slices.Contains(campaignsIn(f.snapshot), campaign) ||
		slices.ContainsFunc(f.campaigns, func(c *hclspec.Campaign) bool { return c.Name == campaign })
}

func (f *findSpot) chosen(campaign string) bool {
	return f.only == nil || slices.Contains(f.only, campaign)
}

// recipients looks through the lists. One that cannot be read keeps nobody from finding what was sent.
func (f *findSpot) recipients(s *lookup.Search) {
	var unread []string
	for _, c := range f.campaigns {
		if !f.chosen(c.Name) {
			continue
		}
		ledger := plan.NewLedger(c, f.snapshot)
		_, diags := c.Persons(func(r *hclspec.Recipient) bool {
			recorded, _ := ledger.Lookup(r.Key)
			s.Recipient(c.Name, r, &recorded)
			return true
		})
		if diags.HasErrors() {
			unread = append(unread, c.Name)
		}
	}
	if len(unread) > 0 && f.print.text {
		f.env.tell(notEveryList(unread))
	}
}

// nothing says what was searched in vain, and who may be meant.
func (f *findSpot) nothing(text string) error {
	where := lang.Format("the state %s", "状态库（%s）", f.at)
	var names []string
	for _, c := range f.campaigns {
		names = append(names, c.Name)
	}
	if len(names) > 0 {
		where = where.Then(lang.Both(" and the files", "和文件"))
	} else {
		names = campaignsIn(f.snapshot)
	}
	everybody := addressees(f.campaigns)
	if len(f.campaigns) == 0 {
		everybody = recorded(f.snapshot, nil)
	}
	meant := plan.Meant(text, names, everybody)
	shown := f.print.out.Masked(text)
	return lang.Errorf("there is neither a file nor a campaign named %q here, and no packet or recipient in %s has it as %s.%s%s The campaigns: %s. "+
		"By a part of a key or a name a person is found with\n  redpack show -list -search=%s",
		"这里既没有名为 %q 的文件或活动，%s里也没有红包或领取人以它为%s。%s%s活动有：%s。按键或姓名的一部分查找：\n  redpack show -list -search=%s",
		shown, where, waysToFind(), words.Oddity(text), meant, words.Some(names, len(names)), words.ShellWord(shown))
}

// list tells of several packets that were found.
func (f *findSpot) list(found []lookup.Found) error {
	return f.print.show(func(j *events.JSON) error { return j.FoundMany(found) },
		func(w io.Writer) error { return view.FoundMany(w, found, f.command, f.print.out) })
}

// note says of a packet that was found by what it had before, what that was.
func (f *findSpot) note(one *lookup.Found) error {
	if !one.Former {
		return nil
	}
	return f.print.show(noEvents, func(w io.Writer) error { return view.FoundFormer(w, one, f.print.out) })
}

// namesNoPath reports whether an argument is neither there as a file or a folder nor looks as if it should be.
func namesNoPath(arg string) bool {
	if strings.ContainsAny(arg, `/\`) || strings.HasSuffix(arg, ".hcl") || strings.HasSuffix(arg, planFileSuffix) || strings.HasPrefix(arg, ".") {
		return false
	}
	_, err := os.Stat(arg)
	return errors.Is(err, fs.ErrNotExist)
}

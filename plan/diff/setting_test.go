package diff_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/wxpay"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/state"
)

// values are attributes of HCL by the names of their settings.
type values map[string]string

// written is a campaign in which every attribute stands that goes together with the others.
var written = values{
	"merchant.sandbox": "true", "merchant.mch_id": `"1900000109"`, "merchant.appid": `"wx0000000000000001"`,
	"merchant.sub_mch_id": `"1900000110"`, "merchant.msgappid": `"wx0000000000000002"`, "merchant.protocol": `"current"`,
	"merchant.endpoint": `"https://a.example.com"`, "merchant.backup_endpoint": `"https://b.example.com"`,
	"merchant.client_ip": `"203.0.113.25"`, "merchant.cert_file": `"a.pem"`, "merchant.key_file": `"b.pem"`, "merchant.ca_file": `"c.pem"`,
	"merchant.p12_password_env": `"P12_ONE"`, "merchant.api_key_env": `"KEY_ONE"`,
	"merchant.limits.per_minute": "1000", "merchant.limits.per_second": "20", "merchant.limits.min_amount": "2.00", "merchant.limits.max_amount": "100.00",
	"merchant.limits.quiet_hours": `"01:00-07:00"`, "merchant.limits.per_user_daily_packets": "5",
	"merchant.limits.per_user_daily_amount": "500.00", "merchant.limits.daily_amount": "5000.00",
	"merchant.sandbox.balance": "100.00", "merchant.sandbox.rules": `"current"`, "merchant.sandbox.faults": `"empty@5-"`,
	"merchant.sandbox.latency": `"1ms"`, "merchant.sandbox.unopened": `"10%"`, "merchant.sandbox.seed": "1",
	"send_name": `"天虹百货"`, "act_name": `"猜灯谜"`, "wishing": `"元宵快乐"`, "remark": `"元宵"`, "scene_id": `"PRODUCT_1"`,
	"consume_mch_id": `"1900000111"`, "date": `"2027-02-20"`, "billno": `"alphanumeric"`, "allow_repeat_openid": "false",
	"repeats": `["lantern_2026"]`, "canary": `["p0"]`, "resend_refunded": "1", "limits.budget": "100.00", "limits.max_recipients": "10", "limits.max_amount": "50.00",
	"limits.per_minute": "500", "schedule.not_before": `"2027-02-20 09:00"`, "schedule.not_after": `"2027-02-21 09:00"`,
	"schedule.hours": `"09:00-22:00"`, "risk_info.posttime": `"1763870400"`, "risk_info.mobile": `"86-13800000000"`,
	"risk_info.deviceid": `"a1"`, "risk_info.clientversion": `"8.0"`,
}

// legacy is what goes with the protocol of 2015 only.
var legacy = values{
	"merchant.protocol": `"2015"`, "merchant.sandbox.rules": `"2015"`, "nick_name": `"天虹"`, "logo_imgurl": `"https://example.com/a.png"`,
	"share_content": `"领"`, "share_url": `"https://example.com/"`, "share_imgurl": `"https://example.com/b.png"`,
}

// changes are another value for every setting, with what must stand beside both values.
var changes = map[string]struct {
	to     string
	beside values // "": taken out
}{
	"merchant.sandbox": {"false", values{
		"merchant.sandbox.balance": "", "merchant.sandbox.rules": "", "merchant.sandbox.faults": "", "merchant.sandbox.latency": "",
		"merchant.sandbox.unopened": "", "merchant.sandbox.seed": "",
	}},
	"merchant.mch_id": {`"1900000209"`, nil}, "merchant.appid": {`"wx0000000000000003"`, nil}, "merchant.sub_mch_id": {`"1900000210"`, nil},
	"merchant.msgappid": {`"wx0000000000000004"`, nil}, "merchant.protocol": {`"current"`, values{"nick_name": ""}},
	"merchant.endpoint": {`"https://c.example.com"`, nil}, "merchant.backup_endpoint": {`"https://d.example.com"`, nil},
	"merchant.client_ip": {`"203.0.113.26"`, nil}, "merchant.cert_file": {`"d.pem"`, nil}, "merchant.key_file": {`"e.pem"`, nil},
	"merchant.ca_file": {`"f.pem"`, nil}, "merchant.p12_file": {`"g.p12"`, values{"merchant.cert_file": "", "merchant.key_file": ""}},
	"merchant.p12_password_env": {`"P12_TWO"`, nil}, "merchant.api_key_env": {`"KEY_TWO"`, nil},
	"merchant.api_key_file": {`"h.key"`, values{"merchant.api_key_env": ""}}, "merchant.limits.per_minute": {"1001", nil},
	"merchant.limits.per_second": {"21", nil},
	"merchant.limits.min_amount": {"2.01", nil}, "merchant.limits.max_amount": {"100.01", nil}, "merchant.limits.quiet_hours": {`"none"`, nil},
	"merchant.limits.per_user_daily_packets": {"6", nil}, "merchant.limits.per_user_daily_amount": {"500.01", nil},
	"merchant.limits.daily_amount": {"5000.01", nil}, "merchant.sandbox.balance": {"100.01", nil}, "merchant.sandbox.rules": {`"2015"`, nil},
	"merchant.sandbox.faults": {`"empty@6-"`, nil}, "merchant.sandbox.latency": {`"2ms"`, nil}, "merchant.sandbox.unopened": {`"11%"`, nil},
	"merchant.sandbox.seed": {"2", nil}, "send_name": {`"天虹商场"`, nil}, "act_name": {`"灯谜"`, nil}, "wishing": {`"新年快乐"`, nil},
	"remark": {`"新年"`, nil}, "scene_id": {`"PRODUCT_2"`, nil}, "consume_mch_id": {`"1900000112"`, nil}, "date": {`"2027-02-21"`, nil},
	"billno": {`"digits"`, nil}, "allow_repeat_openid": {"true", nil}, "repeats": {`["lantern_2026", "lantern_2025"]`, nil},
	"canary": {`["lantern/p0"]`, nil}, "resend_refunded": {"2", nil},
	"limits.budget": {"100.01", nil}, "limits.max_recipients": {"11", nil}, "limits.max_amount": {"50.01", nil}, "limits.per_minute": {"501", nil},
	"schedule.not_before": {`"2027-02-20 10:00"`, nil}, "schedule.not_after": {`"2027-02-21 10:00"`, nil}, "schedule.hours": {`"09:00-22:01"`, nil},
	"risk_info.posttime": {`"1763870401"`, nil}, "risk_info.mobile": {`"86-13800000001"`, nil}, "risk_info.deviceid": {`"a2"`, nil},
	"risk_info.clientversion": {`"8.1"`, nil}, "nick_name": {`"天虹商场"`, legacy}, "logo_imgurl": {`"https://example.com/c.png"`, legacy},
	"share_content": {`"抢"`, legacy}, "share_url": {`"https://example.com/d"`, legacy}, "share_imgurl": {`"https://example.com/e.png"`, legacy},
}

// with is the values with others in their place.
func (v values) with(others values) values {
	all := maps.Clone(v)
	maps.Copy(all, others)
	return all
}

// campaign loads a campaign with these attributes. Its recipient has texts of its own.
func (v values) campaign(t *testing.T) *hclspec.Campaign {
	t.Helper()
	blocks := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		at := strings.LastIndexByte(name, '.') + 1
		if v[name] != "" {
			blocks[name[:at]] += fmt.Sprintf("%s = %s\n", name[at:], v[name])
		}
	}
	inner := func(of string, names ...string) (text string) {
		for _, name := range names {
			if body := blocks[of+name+"."]; body != "" {
				text += name + " {\n" + body + "}\n"
			}
		}
		return text
	}
	src := "merchant \"m\" {\n" + blocks["merchant."] + inner("merchant.", "limits", "sandbox") + "}\ncampaign \"lantern\" {\nmerchant = merchant.m\n" +
		blocks[""] + inner("", "limits", "schedule", "risk_info") + fmt.Sprintf(
		"recipients = {\n p0 = { openid = %q, amount = 5.00, wishing = \"好\", remark = \"好\" }\n}\n}\n", plantest.OpenID(0))
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(src)}}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, src)
	}
	return project.Campaigns[0]
}

// meaning is what a campaign comes to: the digest to approve, the frozen request under both protocols, and a bill number.
func meaning(t *testing.T, c *hclspec.Campaign) (digest, request, number string) {
	t.Helper()
	p := plantest.MustPlan(t, c, state.EmptySnapshot(), plan.Options{})
	no, err := plan.NumberingOf(c, state.EmptySnapshot(), plan.Pins{}, plantest.Noon).Number(&hclspec.Recipient{Key: "p0", OpenID: plantest.OpenID(0)}, false, 0)
	if err != nil {
		t.Fatal(err)
	}
	send := wxpay.SendRequest{OpenID: plantest.OpenID(0), Amount: 500, Settings: c.Parameters()}
	return p.Digest.String(), send.Params(wxpay.ProtocolCurrent).Text() + send.Params(wxpay.Protocol2015).Text(), string(no)
}

// Whatever attribute is changed in the file, the comparison names it, and the digest, the request and the bill numbers change
// exactly where the table of settings says so.
func TestEverySettingIsComparedApprovedAndSent(t *testing.T) {
	for _, s := range written.with(legacy).campaign(t).Settings() {
		change, ok := changes[s.Name]
		if !ok {
			t.Errorf("%s is new: say which other value it may have", s.Name)
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			base := written.with(change.beside)
			if s.Name == "merchant.protocol" {
				base = written.with(legacy).with(values{"logo_imgurl": "", "share_content": "", "share_url": "", "share_imgurl": ""})
			}
			before, after := base.campaign(t), base.with(change.beside).with(values{s.Name: change.to}).campaign(t)
			d, faults := diff.Compare(diff.Side{Campaigns: []*hclspec.Campaign{before}}, diff.Side{Campaigns: []*hclspec.Campaign{after}}, diff.CompareOptions{})
			if faults.HasErrors() {
				t.Fatal(faults)
			}
			at := slices.IndexFunc(d.Campaigns[0].Settings, func(named diff.Setting) bool { return named.Name == s.Name })
			if at < 0 {
				t.Fatal("the comparison does not name it")
			}
			named := d.Campaigns[0].Settings[at]
			if named.Class != s.Class || named.Numbers != s.Numbers || cmp.Or(named.Before, named.After) == "" || named.Range.Filename == "" {
				t.Errorf("compared as %+v, and the table says %+v", named, s)
			}
			digest, request, number := meaning(t, before)
			otherDigest, otherRequest, otherNumber := meaning(t, after)
			if changed := digest != otherDigest; changed != (s.Unapproved == "") {
				t.Errorf("the digest changes: %t, and the table says %q", changed, s.Unapproved)
			}
			if changed := request != otherRequest; changed != (s.Param != "" || s.Name == "merchant.protocol") {
				t.Errorf("the request changes: %t, and the table says %q", changed, s.Param)
			}
			if changed := number != otherNumber; changed != s.Numbers {
				t.Errorf("the bill number changes: %t, and the table says %t", changed, s.Numbers)
			}
		})
	}
}

// Where the state is decides what is known as paid: each part of the place is compared as what pays is, and is approved.
func TestEveryPartOfAStatesPlaceIsComparedAndApproved(t *testing.T) {
	file := func(path string) string { return "redpack {\n state \"sqlite\" {\n  path = \"" + path + "\"\n }\n}\n" }
	in := func(urlEnv, schema, project string) string {
		return database(fmt.Sprintf("url_env = %q\n    schema = %q", urlEnv, schema), project)
	}
	for _, tt := range []struct{ before, after, want string }{
		{file("a"), file("b"), "redpack.state.path a b"},
		{in("A", "a", "p"), in("B", "a", "p"), "redpack.state.url_env A B"},
		{in("A", "a", "p"), in("A", "b", "p"), "redpack.state.schema a b"},
		{in("A", "a", "p"), in("A", "a", "q"), "redpack.project p q"},
		{file("a"), in("A", "b", "p"), "redpack.state sqlite postgres, redpack.state.path a , redpack.state.url_env  A, redpack.state.schema  b, redpack.project  p"},
		{in("A", "b", "p"), file("a"), "redpack.state postgres sqlite, redpack.state.path  a, redpack.state.url_env A , redpack.state.schema b , redpack.project p "},
	} {
		before, after := plantest.CampaignBeside(t, tt.before, plantest.People("1.00")), plantest.CampaignBeside(t, tt.after, plantest.People("1.00"))
		sides := [2]diff.Side{}
		for i, c := range []*hclspec.Campaign{before, after} {
			sides[i] = diff.Side{Project: c.Project(), Campaigns: []*hclspec.Campaign{c}}
		}
		d, faults := diff.Compare(sides[0], sides[1], diff.CompareOptions{})
		if faults.HasErrors() {
			t.Fatal(faults)
		}
		var got []string
		for _, s := range d.Settings {
			got = append(got, s.Name+" "+s.Before+" "+s.After)
			if s.Class != hclspec.SettingAccount {
				t.Errorf("%s is of class %d", s.Name, s.Class)
			}
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
		digest, request, number := meaning(t, before)
		otherDigest, otherRequest, otherNumber := meaning(t, after)
		if digest == otherDigest || request != otherRequest || number != otherNumber {
			t.Errorf("%s: another digest %t, request %t, number %t", tt.want, digest != otherDigest, request != otherRequest, number != otherNumber)
		}
	}
}

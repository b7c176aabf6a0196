package hclspec_test

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
)

// paying is a live merchant in which one attribute is another one; with "" it is left out.
func paying(attr, value string) folder {
	merchant := strings.SplitAfter(live, "}\n")[0]
	for _, line := range strings.SplitAfter(merchant, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), attr+" ") {
			merchant = strings.Replace(merchant, line, "", 1)
		}
	}
	if value != "" {
		merchant = strings.Replace(merchant, "{\n", "{\n"+attr+" = "+value+"\n", 1)
	}
	return folder{"a.hcl": merchant}
}

// What an attribute of a merchant takes, and what is said of the rest.
func TestMerchantAttributes(t *testing.T) {
	for _, tt := range []struct {
		attr, want  string
		good, wrong []string
	}{
		{"mch_id", "Not a merchant number", []string{"12345678", "1234567890"}, []string{"1234567", "12345678901", "1234567a", ""}},
		{"sub_mch_id", "Not a merchant number", []string{"12345678", "1234567890"}, []string{"1234567", "12345678901"}},
		{"appid", "Not an appid", []string{"wx0123456789abcdef", "ww0123456789ABCDEF"}, []string{"wx0123456789abcde", "wx0123456789abcdef0", "wy0123456789abcdef", "xx0123456789abcdef", "wx0123456789abcdeg"}},
		{"msgappid", "Not an appid", []string{"wx0123456789abcdef"}, []string{"wx"}},
		{"client_ip", "Not an IPv4 address", []string{"0.0.0.0", "255.255.255.255"}, []string{"256.0.0.1", "1.2.3", "1.2.3.4.5", "1.2.3.04", "::1", "1.2.3.-4"}},
		{"endpoint", "Not an endpoint", []string{"https://a", "https://a:1/", "https://a.b"}, []string{"http://a", "https://", "https://a/b", "https://a?b", "https://u@a", "https:///", "https://a b", "https://api。mch.weixin.qq.com", "https://api%E3%80%82mch.weixin.qq.com", "https://a:x", "https://ſ.example", "https://[::1", "https://::1", "https://:443"}},
		{"backup_endpoint", "Not an endpoint", []string{"https://api2.mch.weixin.qq.com"}, []string{"a"}},
		{"protocol", "Unknown protocol", []string{"current", "2015"}, []string{"2016", "Current"}},
		{"api_key_env", "Secret in a campaign file", []string{"A", "_a9", "REDPACK_KEY_ABCDEFGHIJKLMNOPQRST"}, []string{"9a", "a-b", "a b", "abcdefghijklmnopqrstuvwxyz_bcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF"}},
	} {
		with := func(value string) folder {
			f := paying(tt.attr, `"`+value+`"`)
			if other := map[string]string{"sub_mch_id": `msgappid = "wx0123456789abcdef"`, "msgappid": `sub_mch_id = "1234567890"`}[tt.attr]; other != "" {
				f["a.hcl"] = strings.Replace(f["a.hcl"], "{\n", "{\n"+other+"\n", 1)
			}
			return f
		}
		for _, value := range tt.good {
			if _, diags := with(value).load(t, hclspec.Options{}); len(diags) > 0 {
				t.Errorf("%s = %q: %v", tt.attr, value, diags)
			}
		}
		for _, value := range tt.wrong {
			if _, diags := with(value).load(t, hclspec.Options{}); summaries(diags) != tt.want {
				t.Errorf("%s = %q: %v", tt.attr, value, diags)
			}
		}
	}
}

// What belongs together stands together: what the platform would refuse is an error, and what is left out of requests a warning.
func TestMerchantAttributesTogether(t *testing.T) {
	const sub, message, old = "sub_mch_id = \"1900000208\"\n", "msgappid = \"wx0123456789abcdef\"\n", "protocol = \"2015\"\n"
	for lines, want := range map[string]string{
		sub + message:       "",
		sub:                 "Service provider without msgappid",
		message:             "No service provider",
		sub + old:           "",
		sub + message + old: "Attribute of the current protocol",
		message + old:       "Attribute of the current protocol",
		"sub_mch_id = \"1230000109\"\n" + message: "Merchant below itself",
		"sub_mch_id = \"1\"\n" + message:          "Not a merchant number",
		sub + "msgappid = \"1\"\n":                "Not an appid",
		"p12_password_env = \"P12\"\n":            "Password without a file",
	} {
		merchant := strings.Replace(paying("", "")["a.hcl"], "{\n", "{\n"+lines, 1)
		if _, diags := (folder{"a.hcl": merchant}).load(t, hclspec.Options{}); summaries(diags) != want {
			t.Errorf("%s: %v", lines, diags)
		}
		// The simulator refuses what the platform does.
		simulated := strings.Replace(sandbox, "{\n", "{\nmch_id = \"1230000109\"\n"+lines, 1)
		if _, diags := (folder{"a.hcl": simulated}).load(t, hclspec.Options{}); summaries(diags) != want {
			t.Errorf("in the sandbox, %s: %v", lines, diags)
		}
	}
}

// What only today's request table has is left out under the other one, and that is said.
func TestAttributesThatAreLeftOut(t *testing.T) {
	const lines = "scene_id = \"PRODUCT_2\"\nconsume_mch_id = \"1900000208\"\nnick_name = \"x\"\nrisk_info {\nmobile = \"86-13800000000\"\n}\n"
	files := folder{"a.hcl": strings.Replace(campaign(lines+"recipients = {\n"+anna+"\n}"), "true\n", "true\nprotocol = \"2015\"\n", 1)}
	_, diags := files.load(t, hclspec.Options{})
	var at []string
	for _, d := range diags {
		if d.Severity != hcl.DiagWarning || d.Summary != "Attribute of the current protocol" {
			t.Error(d)
		}
		at = append(at, files.pointed(d))
	}
	if want := []string{"risk_info", `"PRODUCT_2"`, `"1900000208"`}; !slices.Equal(at, want) {
		t.Errorf("at %v, want %v", at, want)
	}
}

// The length of risk_info is that of what the client sends.
func TestRiskInfoAsItIsSent(t *testing.T) {
	for _, device := range []string{strings.Repeat("x", 60), "王 &=~!*'()", strings.Repeat("%", 30), strings.Repeat("a b", 25)} {
		sent := len(url.QueryEscape("posttime=1763870400&mobile=86-13800000000&deviceid=" + device))
		lines := fmt.Sprintf("risk_info {\nposttime = \"1763870400\"\nmobile = \"86-13800000000\"\ndeviceid = %q\n}\n", device)
		_, diags := (folder{"a.hcl": campaign(lines + "recipients = {\n" + anna + "\n}")}).load(t, hclspec.Options{})
		if (sent > 128) != diags.HasErrors() || diags.HasErrors() && !strings.Contains(diags[0].Detail, fmt.Sprintf("has %d bytes", sent)) {
			t.Errorf("%q, %d bytes: %v", device, sent, diags)
		}
	}
}

func TestMerchantNeedsOneOfTwo(t *testing.T) {
	for name, tt := range map[string]struct {
		files folder
		want  string
	}{
		"no certificate":    {paying("cert_file", ""), "Missing attribute"},
		"no key":            {paying("key_file", ""), "Missing attribute"},
		"two certificates":  {paying("p12_file", `"x.p12"`), "Two certificates"},
		"no API key":        {paying("api_key_env", ""), "Missing attribute"},
		"two API keys":      {paying("api_key_file", `"x"`), "Two API keys"},
		"an API key's file": {folder{"a.hcl": strings.Replace(paying("api_key_env", "")["a.hcl"], "{\n", "{\napi_key_file = \"x\"\n", 1)}, ""},
		"p12 alone": {folder{"a.hcl": `merchant "main" {
  mch_id           = "1230000109"
  appid            = "wx8888888888888888"
  p12_file         = "c.p12"
  p12_password_env = "P12"
  api_key_env      = "REDPACK_API_KEY"
}`}, ""},
	} {
		if _, diags := tt.files.load(t, hclspec.Options{}); summaries(diags) != tt.want {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

// What the platform grants holds below, at and above its bounds.
func TestMerchantLimitsAtTheirBounds(t *testing.T) {
	const beyond, cross, none, count = "Limit beyond the platform", "Limits cross", "Not an amount", "Not a count"
	for limits, want := range map[string]string{
		"min_amount = 0.29": beyond, "min_amount = 0.30": "", "min_amount = 0.31": "", "max_amount = 4998.99": "", "max_amount = 4999": "", "max_amount = 4999.01": beyond,
		"min_amount = 200.00": "", "min_amount = 200.01": cross, "min_amount = 5\nmax_amount = 4.99": cross, "min_amount = 5\nmax_amount = 5": "",
		"min_amount = 0": none, "max_amount = 0.001": none, "daily_amount = 0": none, "daily_amount = 0.01": "", "per_user_daily_amount = -1": none,
		"per_minute = 0": count, "per_minute = 1": "", "per_minute = 1.5": count, "per_minute = 2147483648": "", "per_minute = 2147483649": count, "per_user_daily_packets = 0": count,
		`quiet_hours = "none"`: "", `quiet_hours = "x"`: "Not a part of the day", `quiet_hours = "23:00-08:00"`: "", `quiet_hours = 5`: "Wrong type",
	} {
		files := folder{"a.hcl": strings.Replace(sandbox, "true\n", "true\nlimits {\n"+limits+"\n}\n", 1)}
		if _, diags := files.load(t, hclspec.Options{}); summaries(diags) != want {
			t.Errorf("%s: %v", limits, diags)
		}
	}
}

func TestCampaignRateBesideTheMerchants(t *testing.T) {
	for limits, want := range map[string]string{
		"per_second = 5": "", "per_minute = 300\nper_second = 5": "", "per_minute = 301\nper_second = 5": "Rates disagree", "per_minute = 301\nper_second = 6": "",
	} {
		of := "merchant \"m\" {\nsandbox = true\nlimits {\n" + limits + "\n}\n}\n"
		if _, diags := (folder{"a.hcl": of}).load(t, hclspec.Options{}); summaries(diags) != want {
			t.Errorf("%s: %v", limits, diags)
		}
	}
	for rate, want := range map[string]string{"1799": "", "1800": "", "1801": "Rate above the merchant's"} {
		if _, diags := (folder{"a.hcl": campaign("limits {\nper_minute = " + rate + "\n}\nrecipients = {\n" + anna + "\n}")}).load(t, hclspec.Options{}); summaries(diags) != want {
			t.Errorf("per_minute = %s: %v", rate, diags)
		}
	}
}

// Two doors of the platform are one, in all their spellings, and every other host is another.
func TestPlatform(t *testing.T) {
	for endpoint, want := range map[string]string{
		"": hclspec.WeChatPay, "https://api.mch.weixin.qq.com": hclspec.WeChatPay, "https://API2.mch.weixin.qq.com:443/": hclspec.WeChatPay,
		"https://Rehearsal.example/": "rehearsal.example", "https://rehearsal.example:8443": "rehearsal.example:8443",
	} {
		value := ""
		if endpoint != "" {
			value = `"` + endpoint + `"`
		}
		if got := paying("endpoint", value).mustLoad(t, hclspec.Options{}).Merchants[0].Platform(); got != want {
			t.Errorf("%s: %s", endpoint, got)
		}
	}
	if got := (folder{"a.hcl": sandbox}).mustLoad(t, hclspec.Options{}).Merchants[0].Platform(); got != "sandbox" {
		t.Errorf("a sandbox: %s", got)
	}
}

// Real money is never taken for a rehearsal's: whatever spelling leads to WeChat Pay is WeChat Pay.
func TestNoSpellingOfWeChatPayIsARehearsal(t *testing.T) {
	for _, endpoint := range []string{
		"https://api.mch.weixin.qq.com.", "https://api.mch.weixin.qq.com:", "https://api.mch.weixin.qq.com:0443", "https://api.mch.weixin.qq.com.:443/",
		"https://API2.mch.weixin.qq.com:8443", "https://apihk.mch.weixin.qq.com", "https://api2.wechatpay.cn",
	} {
		m := paying("endpoint", strconv.Quote(endpoint)).mustLoad(t, hclspec.Options{}).Merchants[0]
		if m.Rehearsal() != "" || m.Platform() != hclspec.WeChatPay {
			t.Errorf("%s: a rehearsal at %q, of %q", endpoint, m.Rehearsal(), m.Platform())
		}
	}
	for _, endpoint := range []string{"https://mch.weixin.qq.com.example.com", "https://notwechatpay.cn", "https://[::1]:8443", "https://127.0.0.1:443"} {
		m := paying("endpoint", strconv.Quote(endpoint)).mustLoad(t, hclspec.Options{}).Merchants[0]
		if want := strings.TrimPrefix(endpoint, "https://"); m.Rehearsal() != want {
			t.Errorf("%s: a rehearsal at %q", endpoint, m.Rehearsal())
		}
	}
}

// A request that the endpoint did not answer goes to the backup: both have to keep the same books, or a rehearsal pays real money.
func TestEndpointsOfTwoPlatforms(t *testing.T) {
	for lines, want := range map[string]string{
		"endpoint = \"https://127.0.0.1:8443\"\nbackup_endpoint = \"https://api2.mch.weixin.qq.com\"\n": "Endpoints of two platforms",
		"backup_endpoint = \"https://127.0.0.1:8443\"\n":                                                "Endpoints of two platforms",
		"endpoint = \"https://api.mch.weixin.qq.com\"\nbackup_endpoint = \"https://b.example.com\"\n":   "Endpoints of two platforms",
		"endpoint = \"a\"\nbackup_endpoint = \"https://b.example.com\"\n":                               "Not an endpoint",
		"endpoint = \"https://a.example.com\"\nbackup_endpoint = \"https://b.example.com\"\n":           "",
		"backup_endpoint = \"https://api.mch.weixin.qq.com\"\n":                                         "",
	} {
		merchant := strings.Replace(paying("", "")["a.hcl"], "{\n", "{\n"+lines, 1)
		if _, diags := (folder{"a.hcl": merchant}).load(t, hclspec.Options{}); summaries(diags) != want {
			t.Errorf("%s: %v", lines, diags)
		}
	}
}

// A merchant whose block has no mistake is known although the rest of the files has some.
func TestSoundMerchants(t *testing.T) {
	const sound, broken = "merchant \"m\" {\n  sandbox = true\n}\n", "merchant \"b\" {\n  sandbox = true\n  mch_id = \"1\"\n}\n"
	for files, want := range map[string]int{
		sound: 1, broken: 0, sound + broken: 1, sound + "campaign \"c\" {}\n": 1, sound + "campaign {": 0,
		"merchant \"m\" {\n  sandbox = var.gone\n}\n": 0,
	} {
		project, _ := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(files)}}, hclspec.Options{})
		if got := len(project.SoundMerchants()); got != want {
			t.Errorf("%d sound merchants, want %d, of:\n%s", got, want, files)
		}
	}
}

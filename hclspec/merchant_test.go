package hclspec_test

import (
	"strings"
	"testing"

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
		{"endpoint", "Not an endpoint", []string{"https://a", "https://a:1/", "https://a.b"}, []string{"http://a", "https://", "https://a/b", "https://a?b", "https://u@a", "https:///", "https://a b"}},
		{"backup_endpoint", "Not an endpoint", []string{"https://a"}, []string{"a"}},
		{"protocol", "Unknown protocol", []string{"current", "2015"}, []string{"2016", "Current"}},
		{"api_key_env", "Secret in a campaign file", []string{"A", "_a9", "REDPACK_KEY_ABCDEFGHIJKLMNOPQRST"}, []string{"9a", "a-b", "a b", "abcdefghijklmnopqrstuvwxyz_bcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF"}},
	} {
		for _, value := range tt.good {
			if _, diags := paying(tt.attr, `"`+value+`"`).load(t, hclspec.Options{}); len(diags) > 0 {
				t.Errorf("%s = %q: %v", tt.attr, value, diags)
			}
		}
		for _, value := range tt.wrong {
			if _, diags := paying(tt.attr, `"`+value+`"`).load(t, hclspec.Options{}); summaries(diags) != tt.want {
				t.Errorf("%s = %q: %v", tt.attr, value, diags)
			}
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
		"https://api.mch.weixin.qq.com:8443": "api.mch.weixin.qq.com:8443", "https://Rehearsal.example/": "rehearsal.example", "https://api3.mch.weixin.qq.com": "api3.mch.weixin.qq.com",
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

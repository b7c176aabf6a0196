package sandbox

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// ParseFaults reads a SPEC, which is a list of items separated by commas; an empty one is fair weather.
//
//	SPEC  = [ item { "," item } ]
//	item  = name [ "(" value ")" ] when
//	name  = [ "query-" | "bill-" ] KIND [ "-before" | "-after" ]
//	when  = "=" NUMBER "%"              a share of the calls, drawn with the seed
//	      | "@" N [ "-" [ M ] ]         the Nth call since the start, or the Nth to the Mth, or from the Nth on
//	      | "@" TIME [ "-" [ TIME ] ]   from a moment after the first order on, or between two (5s, 10m, 26h; virtual time)
//
// KIND is one of FaultKinds. The sends are struck, or gethbinfo with "query-" before the kind, or downloadfundflow with "bill-". "-before" and "-after" say
// whether the work is done before the answer is spoilt; without them the lot decides. delay takes the time, "delay(3s)=5%";
// topup takes yuan and a moment, "topup(500.00)@10m".
//
//	lost-after=2%,5xx=1%,systemerror-before=1%,processing-paid=0.5%,freq-storm@100-130,empty@10m-12m,query-not-found=5%
func ParseFaults(spec string) (Faults, error) {
	var faults Faults
	shares := map[targets]float64{}
	for item := range strings.SplitSeq(spec, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		rule, err := parseFault(item)
		if err != nil {
			return Faults{}, lang.Errorf("fault %q: %w", "故障 %q：%w", item, err)
		}
		if rule.kind.stage != onItsWay {
			shares[rule.target] += rule.share
		}
		if shares[rule.target] > 1+1e-9 {
			return Faults{}, lang.Errorf("fault %q: the shares add up to more than 100%%",
				"故障 %q：各项比例加起来超过 100%%", item)
		}
		faults.rules = append(faults.rules, rule)
	}
	return faults, nil
}

func parseFault(item string) (faultRule, error) {
	rule := faultRule{text: item}
	at := strings.IndexAny(item, "=@")
	if at < 0 {
		return rule, lang.Errorf("says not when; write a share as in %s=2%%, or calls as in %s@100-130",
			"没有写明何时发生；写比例，如 %s=2%%，或写第几次调用，如 %s@100-130", item, item)
	}
	name, when := item[:at], item[at+1:]
	name, value, err := splitValue(name)
	if err != nil {
		return rule, err
	}
	if err := rule.parseName(name); err != nil {
		return rule, err
	}
	if err := rule.parseValue(value); err != nil {
		return rule, err
	}
	if item[at] == '=' {
		return rule, rule.parseShare(when)
	}
	return rule, rule.parseSchedule(when)
}

func splitValue(name string) (string, string, error) {
	name, value, open := strings.Cut(name, "(")
	if !open {
		return name, "", nil
	}
	value, closed := strings.CutSuffix(value, ")")
	if !closed || value == "" {
		return "", "", lang.Errorf("the value in parentheses is not closed or empty",
			"括号里的值没有闭合，或是空的")
	}
	return name, value, nil
}

func (r *faultRule) parseName(name string) error {
	base, target := name, sends
	for prefix, other := range targetPrefixes {
		if short, cut := strings.CutPrefix(name, prefix); cut {
			base, target = short, other
		}
	}
	if kind := kindNamed(base); kind != nil {
		return r.setKind(kind, target, eitherSide)
	}
	for suffix, side := range map[string]timing{"-before": before, "-after": after} {
		if short, cut := strings.CutSuffix(base, suffix); cut {
			if kind := kindNamed(short); kind != nil && kind.stage == atAnswer {
				return r.setKind(kind, target, side)
			}
		}
	}
	return lang.Errorf("there is no kind %q; known are %s",
		"没有 %q 这一种；已知的有 %s", base, kindNames())
}

func (r *faultRule) setKind(kind *faultKind, target targets, side timing) error {
	if target == sends && (kind.strikes == queries || kind.strikes == bills) {
		target = kind.strikes // what only these can meet needs no prefix
	}
	if kind.strikes&target == 0 {
		what := map[targets]lang.Text{sends: lang.Both("send", "发放"), queries: lang.Both("query", "查询"), bills: lang.Both("bill", "账单下载")}[target]
		return lang.Errorf("the fault %s cannot strike a %s",
			"故障 %s 不能发生在%s上", kind.name, what)
	}
	if target != sends {
		side = before
	}
	r.kind, r.target, r.timing = kind, target, side
	return nil
}

func (r *faultRule) parseValue(value string) (err error) {
	switch {
	case r.kind.stage == onItsWay:
		if r.delay, err = time.ParseDuration(value); err != nil || r.delay <= 0 {
			return lang.Errorf("delay takes how long, as in delay(3s)=5%%",
				"delay 要写多久，如 delay(3s)=5%%")
		}
	case r.kind.stage == atAccount:
		if r.amount, err = money.ParseYuan(value); err != nil || r.amount == 0 {
			return lang.Errorf("topup takes yuan and a moment, as in topup(500.00)@10m",
				"topup 要写元数和时刻，如 topup(500.00)@10m")
		}
	case value != "":
		return lang.Errorf("the fault %s takes no value", "故障 %s 不带值", r.kind.name)
	}
	return nil
}

func (r *faultRule) parseShare(when string) error {
	digits, percent := strings.CutSuffix(when, "%")
	share, err := strconv.ParseFloat(digits, 64)
	if !percent || err != nil || !(share > 0 && share <= 100) {
		return lang.Errorf("%q is not a share; write a number above 0 and up to 100 with a %% sign",
			"%q 不是比例；写大于 0、不超过 100 的数，后面加 %% 号", when)
	}
	if r.kind.stage == atAccount {
		return lang.Errorf("topup happens at a moment, as in topup(500.00)@10m",
			"topup 发生在某个时刻，如 topup(500.00)@10m")
	}
	r.share = share / 100
	return nil
}

func (r *faultRule) parseSchedule(when string) error {
	from, to, span := strings.Cut(when, "-")
	if n, err := strconv.ParseUint(from, 10, 64); err == nil {
		return r.parseCalls(n, to, span)
	}
	var err error
	if r.fromTime, err = time.ParseDuration(from); err != nil || r.fromTime < 0 {
		return lang.Errorf("%q is neither a call's number nor a time such as 10m",
			"%q 既不是第几次调用，也不是 10m 这样的时间", from)
	}
	r.toTime = math.MaxInt64
	if to == "" {
		return nil
	}
	if r.toTime, err = time.ParseDuration(to); err != nil || r.toTime <= r.fromTime {
		return lang.Errorf("%q is not a time after %q", "%q 不在 %q 之后", to, from)
	}
	return nil
}

func (r *faultRule) parseCalls(from uint64, to string, span bool) (err error) {
	if r.kind.stage == atAccount {
		return lang.Errorf("topup happens at a moment, as in topup(500.00)@10m",
			"topup 发生在某个时刻，如 topup(500.00)@10m")
	}
	if r.fromCall, r.toCall = from, from; span && to == "" {
		r.toCall = math.MaxUint64
	} else if span {
		r.toCall, err = strconv.ParseUint(to, 10, 64)
	}
	if err != nil || from == 0 || r.toCall < from {
		return lang.Errorf("calls are counted from 1, as in @100-130",
			"调用次数从 1 数起，如 @100-130")
	}
	return nil
}

func kindNamed(name string) *faultKind {
	for i := range faultKinds {
		if faultKinds[i].name == name {
			return &faultKinds[i]
		}
	}
	return nil
}

func kindNames() string {
	names := make([]string, 0, len(faultKinds))
	for _, kind := range faultKinds {
		names = append(names, kind.name)
	}
	return strings.Join(names, ", ")
}

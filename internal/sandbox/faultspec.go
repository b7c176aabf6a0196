package sandbox

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

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
			return Faults{}, fmt.Errorf("fault %q: %w", item, err)
		}
		if rule.kind.stage != onItsWay {
			shares[rule.target] += rule.share
		}
		if shares[rule.target] > 1+1e-9 {
			return Faults{}, fmt.Errorf("fault %q: the shares add up to more than 100%%", item)
		}
		faults.rules = append(faults.rules, rule)
	}
	return faults, nil
}

func parseFault(item string) (faultRule, error) {
	rule := faultRule{text: item}
	at := strings.IndexAny(item, "=@")
	if at < 0 {
		return rule, fmt.Errorf("says not when; write a share as in %s=2%%, or calls as in %s@100-130", item, item)
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
		return "", "", fmt.Errorf("the value in parentheses is not closed or empty")
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
	return fmt.Errorf("there is no kind %q; known are %s", base, kindNames())
}

func (r *faultRule) setKind(kind *faultKind, target targets, side timing) error {
	if target == sends && (kind.strikes == queries || kind.strikes == bills) {
		target = kind.strikes // what only these can meet needs no prefix
	}
	if kind.strikes&target == 0 {
		what := map[targets]string{sends: "send", queries: "query", bills: "bill"}[target]
		return fmt.Errorf("the fault %s cannot strike a %s", kind.name, what)
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
			return fmt.Errorf("delay takes how long, as in delay(3s)=5%%")
		}
	case r.kind.stage == atAccount:
		if r.amount, err = money.ParseYuan(value); err != nil || r.amount == 0 {
			return fmt.Errorf("topup takes yuan and a moment, as in topup(500.00)@10m")
		}
	case value != "":
		return fmt.Errorf("the fault %s takes no value", r.kind.name)
	}
	return nil
}

func (r *faultRule) parseShare(when string) error {
	digits, percent := strings.CutSuffix(when, "%")
	share, err := strconv.ParseFloat(digits, 64)
	if !percent || err != nil || !(share > 0 && share <= 100) {
		return fmt.Errorf("%q is not a share; write a number above 0 and up to 100 with a %% sign", when)
	}
	if r.kind.stage == atAccount {
		return fmt.Errorf("topup happens at a moment, as in topup(500.00)@10m")
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
		return fmt.Errorf("%q is neither a call's number nor a time such as 10m", from)
	}
	r.toTime = math.MaxInt64
	if to == "" {
		return nil
	}
	if r.toTime, err = time.ParseDuration(to); err != nil || r.toTime <= r.fromTime {
		return fmt.Errorf("%q is not a time after %q", to, from)
	}
	return nil
}

func (r *faultRule) parseCalls(from uint64, to string, span bool) (err error) {
	if r.kind.stage == atAccount {
		return fmt.Errorf("topup happens at a moment, as in topup(500.00)@10m")
	}
	if r.fromCall, r.toCall = from, from; span && to == "" {
		r.toCall = math.MaxUint64
	} else if span {
		r.toCall, err = strconv.ParseUint(to, 10, 64)
	}
	if err != nil || from == 0 || r.toCall < from {
		return fmt.Errorf("calls are counted from 1, as in @100-130")
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

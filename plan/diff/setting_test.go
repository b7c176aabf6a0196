package diff_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan/diff"
)

// noSettings are the fields that are no setting: names, places, and what is compared row by row.
var noSettings = []string{
	"Campaign.Name", "Campaign.Merchant", "Campaign.Sources", "Campaign.Range", "Campaign.Ranges", "Merchant.Name", "Merchant.Range", "Merchant.Ranges",
}

// A setting that is added to the language and forgotten here would be a change that no reviewer sees.
func TestEverySettingIsCompared(t *testing.T) {
	before := plantest.Campaign(t, plantest.People("1.00"))
	try := func(path string, after *hclspec.Campaign) {
		d, faults := diff.Compare(diff.Side{Campaigns: []*hclspec.Campaign{before}}, diff.Side{Campaigns: []*hclspec.Campaign{after}}, diff.CompareOptions{})
		if !faults.HasErrors() && !d.Different() {
			t.Errorf("%s is not compared", path)
		}
	}
	each(reflect.ValueOf(*before), "Campaign", nil, func(path string, index []int) {
		after := *before
		plantest.Disturb(reflect.ValueOf(&after).Elem().FieldByIndex(index))
		try(path, &after)
	})
	each(reflect.ValueOf(*before.Merchant), "Merchant", nil, func(path string, index []int) {
		after, merchant := *before, *before.Merchant
		plantest.Disturb(reflect.ValueOf(&merchant).Elem().FieldByIndex(index))
		after.Merchant = &merchant
		try(path, &after)
	})
}

// each visits the exported fields that hold a value, those of inner structs too.
func each(v reflect.Value, path string, index []int, visit func(path string, index []int)) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, at := path+"."+field.Name, append(slices.Clone(index), i)
		if !field.IsExported() || slices.Contains(noSettings, name) {
			continue
		}
		switch v.Field(i).Interface().(type) {
		case time.Time, hclspec.DaySpan:
			visit(name, at)
			continue
		}
		if field.Type.Kind() == reflect.Struct {
			each(v.Field(i), name, at, visit)
			continue
		}
		visit(name, at)
	}
}

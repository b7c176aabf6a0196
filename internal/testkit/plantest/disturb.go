package plantest

import (
	"reflect"
	"time"

	"github.com/cashredpack/redpack/hclspec"
)

// Disturb gives a field another value.
func Disturb(v reflect.Value) {
	switch value := v.Addr().Interface().(type) {
	case *time.Time:
		*value = Noon
		return
	case *hclspec.DaySpan:
		*value = hclspec.DaySpan{From: 60, To: 120}
		return
	}
	switch kind := v.Kind(); {
	case kind == reflect.String:
		v.SetString(v.String() + "x")
	case kind == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.CanInt():
		v.SetInt(v.Int() + 1)
	case v.CanUint():
		v.SetUint(v.Uint() + 1)
	case v.CanFloat():
		v.SetFloat(v.Float() + 0.5)
	case kind == reflect.Slice:
		v.Set(reflect.Append(v, reflect.ValueOf("x").Convert(v.Type().Elem())))
	default:
		panic("no other value for " + v.Type().String())
	}
}

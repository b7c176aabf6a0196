package hclspec

import (
	"math/big"
	"path"
	"slices"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/cashredpack/redpack/internal/lang"
)

// functions are what expressions may call. All of them are pure: there is no clock, no randomness and no environment
// among them, so that the same files mean the same packets for ever. file reads inside the project's folder only, and no
// secret; see guard.
func functions(files *sources, m *meter) map[string]function.Function {
	return countCalls(map[string]function.Function{
		"abs":        stdlib.AbsoluteFunc,
		"can":        tryfunc.CanFunc,
		"ceil":       stdlib.CeilFunc,
		"clean":      cleanFunction,
		"coalesce":   stdlib.CoalesceFunc,
		"concat":     stdlib.ConcatFunc,
		"contains":   stdlib.ContainsFunc,
		"csvdecode":  stdlib.CSVDecodeFunc,
		"distinct":   distinctFunction,
		"fen":        fenFunction(m),
		"file":       fileFunction(files, m),
		"flatten":    stdlib.FlattenFunc,
		"floor":      stdlib.FloorFunc,
		"format":     stdlib.FormatFunc,
		"formatdate": stdlib.FormatDateFunc,
		"join":       stdlib.JoinFunc,
		"jsondecode": stdlib.JSONDecodeFunc,
		"keys":       stdlib.KeysFunc,
		"length":     lengthFunction(m),
		"lookup":     stdlib.LookupFunc,
		"lower":      stdlib.LowerFunc,
		"max":        stdlib.MaxFunc,
		"merge":      stdlib.MergeFunc,
		"min":        stdlib.MinFunc,
		"parseint":   stdlib.ParseIntFunc,
		"range":      stdlib.RangeFunc,
		"regex":      stdlib.RegexFunc,
		"replace":    stdlib.ReplaceFunc,
		"sort":       stdlib.SortFunc,
		"split":      stdlib.SplitFunc,
		"substr":     stdlib.SubstrFunc,
		"tonumber":   stdlib.MakeToFunc(cty.Number),
		"tostring":   stdlib.MakeToFunc(cty.String),
		"trimprefix": stdlib.TrimPrefixFunc,
		"trimspace":  stdlib.TrimSpaceFunc,
		"trimsuffix": stdlib.TrimSuffixFunc,
		"try":        tryfunc.TryFunc,
		"upper":      stdlib.UpperFunc,
		"values":     stdlib.ValuesFunc,
		"yuan":       yuanFunction,
		"zipmap":     stdlib.ZipmapFunc,
	}, m)
}

// numberBits is the precision of HCL's own numbers. A value of less would be cut short by a division, and then be refused
// as an amount.
const numberBits = 512

func wholeNumber(n int) cty.Value {
	return cty.NumberVal(new(big.Float).SetPrec(numberBits).SetInt64(int64(n)))
}

// fenFunction turns fen into yuan, for files that count in fen: fen(888) is 8.88. An attribute amount_fen does not exist
// on purpose: with two units in one language somebody ends up paying a hundredfold.
func fenFunction(m *meter) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "fen", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if isText(args[0]) && !isDigits(args[0].AsString(), 1, 15) {
				return cty.NilVal, m.argumentError(lang.Errorf("%q is not a whole number of fen", "%q 不是整数的分", args[0].AsString()))
			}
			fen, err := convert.Convert(args[0], cty.Number)
			if err != nil {
				return cty.NilVal, m.argumentError(err)
			}
			if !fen.AsBigFloat().IsInt() {
				return cty.NilVal, m.argumentError(lang.Errorf("%s is not a whole number of fen", "%s 不是整数的分", fen.AsBigFloat().Text('f', -1)))
			}
			return cty.NumberVal(new(big.Float).SetPrec(numberBits).Quo(fen.AsBigFloat(), big.NewFloat(100))), nil
		},
	})
}

// lengthFunction counts the characters of a text or the elements of a collection. The library's own refuses texts.
func lengthFunction(m *meter) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType}},
		Type: func(args []cty.Value) (cty.Type, error) {
			t := args[0].Type()
			if t == cty.String || t.IsTupleType() || t.IsObjectType() || t.IsCollectionType() || t == cty.DynamicPseudoType {
				return cty.Number, nil
			}
			return cty.Number, m.argumentError(lang.Errorf("length counts a text or a collection, not %s", "length 数的是文本的字符或集合的元素，不是%s", aValue(t)))
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v := args[0]
			switch {
			case v.Type() == cty.String:
				return wholeNumber(utf8.RuneCountInString(v.AsString())), nil
			case v.Type().IsObjectType():
				return wholeNumber(len(v.Type().AttributeTypes())), nil
			case v.Type().IsTupleType():
				return wholeNumber(len(v.Type().TupleElementTypes())), nil
			}
			return wholeNumber(v.LengthInt()), nil
		},
	})
}

// distinctFunction leaves out what a list has already. The library's own holds each element against each other.
var distinctFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.List(cty.DynamicPseudoType)}},
	Type:   func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl: func(args []cty.Value, retType cty.Type) (cty.Value, error) {
		if !args[0].IsWhollyKnown() {
			return cty.UnknownVal(retType), nil
		}
		var kept []cty.Value
		seen := map[int][]cty.Value{}
		for it := args[0].ElementIterator(); it.Next(); {
			_, v := it.Element()
			hash := v.Hash()
			if !slices.ContainsFunc(seen[hash], v.RawEquals) {
				seen[hash], kept = append(seen[hash], v), append(kept, v)
			}
		}
		if len(kept) == 0 {
			return cty.ListValEmpty(retType.ElementType()), nil
		}
		return cty.ListVal(kept), nil
	},
})

func fileFunction(files *sources, m *meter) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name := args[0].AsString()
			if !insideFolder(name) {
				return cty.NilVal, m.argumentError(lang.Errorf("%q leads out of the project's folder", "%q 在项目文件夹之外", name))
			}
			if err := files.guard.forbidden(name); err != nil {
				return cty.NilVal, m.argumentError(lang.Errorf("%s: %w", "%s：%w", name, err))
			}
			src, err := files.read(path.Clean(name), fileMax)
			if err != nil {
				return cty.NilVal, m.argumentError(err)
			}
			text, err := files.guard.text(src)
			if err != nil {
				return cty.NilVal, m.argumentError(lang.Errorf("%s: %w", "%s：%w", name, err))
			}
			return cty.StringVal(text), nil
		},
	})
}

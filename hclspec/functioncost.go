package hclspec

import (
	"math/bits"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/cashredpack/redpack/internal/lang"
)

// errTooMuch ends a call whose cost is beyond what is left. What is reported is where the work came to its end.
var errTooMuch = lang.New(lang.Both("the result is too large", "结果太大"))

// costs are what calls cost beyond their arguments and results, which are weighed anyhow: those whose result can be much larger than
// what they are given, and those whose time grows faster.
var costs = map[string]func(args []cty.Value) (int64, error){
	"concat":     pairCost,
	"coalesce":   pairCost,
	"csvdecode":  decodeCost,
	"distinct":   pairCost,
	"flatten":    pairCost,
	"format":     formatCost,
	"join":       joinCost,
	"jsondecode": decodeCost,
	"merge":      pairCost,
	"range":      func([]cty.Value) (int64, error) { return 1024 * valueCost, nil }, // the library's own bound
	"regex":      regexCost,
	"replace":    replaceCost,
	"sort":       pairCost,
	"split":      splitCost,
	"substr":     decodeCost,
	"zipmap":     pairCost,
}

// countCalls lets the functions that need it charge a meter before they begin.
func countCalls(functions map[string]function.Function, m *meter) map[string]function.Function {
	for name, cost := range costs {
		functions[name] = countedFunction(functions[name], func(args []cty.Value) error {
			amount, err := cost(args)
			if err == nil && !m.charge(amount, hcl.Range{}) {
				err = errTooMuch
			}
			return err
		})
	}
	return functions
}

func countedFunction(f function.Function, admit func([]cty.Value) error) function.Function {
	return function.New(&function.Spec{
		Params:   f.Params(),
		VarParam: f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := admit(args); err != nil {
				return cty.DynamicPseudoType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

// textsOf are the arguments that are known texts.
func textsOf(args []cty.Value) []string {
	var texts []string
	for _, arg := range args {
		if isText(arg) {
			texts = append(texts, arg.AsString())
		}
	}
	return texts
}

// product of two lengths, as large as it may be.
func product(a, b int) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	if high > 0 || low > workMax {
		return 2 * workMax
	}
	return int64(low)
}

// pairCost is for functions that make one type of all elements, or hold each against each other.
func pairCost(args []cty.Value) (int64, error) {
	cost := product(len(args), len(args))
	for _, arg := range args {
		if arg.IsKnown() && !arg.IsNull() && arg.CanIterateElements() {
			n := arg.LengthInt()
			cost += product(n, n/2)
		}
	}
	return cost, nil
}

// decodeCost is what a text of values can become: each sign may begin one.
func decodeCost(args []cty.Value) (int64, error) {
	var cost int64
	for _, text := range textsOf(args) {
		if deepText(text) {
			return 0, lang.Errorf("its lists and objects stand more than %d deep in one another", "其中的列表和对象嵌套超过 %d 层", valueDepthMax)
		}
		cost += int64(len(text)) + 8*valueCost*int64(strings.Count(text, ",")+strings.Count(text, "[")+strings.Count(text, "{")+strings.Count(text, "\n"))
	}
	return cost, nil
}

// deepText tells whether the brackets of JSON go deeper than values may. Brackets in its texts count, too.
func deepText(text string) bool {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{':
			if depth++; depth > valueDepthMax {
				return true
			}
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return false
}

// splitCost is split: a piece for each separator, or for each character.
func splitCost(args []cty.Value) (int64, error) {
	texts := textsOf(args)
	if len(texts) < 2 {
		return 0, nil
	}
	return product(strings.Count(texts[1], texts[0])+1, valueCost), nil
}

// joinCost is a separator between each two elements; the elements themselves are weighed.
func joinCost(args []cty.Value) (int64, error) {
	if len(args) == 0 || !isText(args[0]) {
		return 0, nil
	}
	elements := 0
	for _, arg := range args[1:] {
		if arg.IsKnown() && !arg.IsNull() && arg.CanIterateElements() {
			elements += arg.LengthInt()
		}
	}
	typed, err := pairCost(args)
	return typed + product(elements, len(args[0].AsString())), err
}

// replaceCost is a new text in the place of each old one.
func replaceCost(args []cty.Value) (int64, error) {
	texts := textsOf(args)
	if len(texts) < 3 {
		return 0, nil
	}
	return product(strings.Count(texts[0], texts[1]), len(texts[2])) + int64(len(texts[0])), nil
}

// formatCost is what the widths and precisions of a format ask for.
func formatCost(args []cty.Value) (int64, error) {
	const widthMax = 1000
	if len(args) == 0 || !isText(args[0]) {
		return 0, nil
	}
	var cost int64
	for _, digits := range strings.FieldsFunc(args[0].AsString(), func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(digits); err != nil || n > widthMax {
			return 0, lang.Errorf("the format asks for more than %d characters in one place", "格式在一处要求超过 %d 个字符", widthMax)
		}
		cost += widthMax
	}
	return cost, nil
}

// regexCost is a pattern, which becomes a program, and the text that goes through it.
func regexCost(args []cty.Value) (int64, error) {
	texts := textsOf(args)
	if len(texts) < 2 {
		return 0, nil
	}
	if len(texts[0]) > patternMax {
		return 0, lang.Errorf("the pattern has more than %d bytes", "正则表达式超过 %d 字节", patternMax)
	}
	parsed, err := syntax.Parse(texts[0], syntax.Perl)
	if err != nil {
		return 0, nil // the library says it
	}
	steps := patternSteps(parsed)
	if steps > patternMax {
		return 0, lang.Errorf("the pattern repeats so much that it becomes more than %d steps", "正则表达式重复太多，展开后超过 %d 步", patternMax)
	}
	return product(steps, valueCost) + product(steps, len(texts[1])+1), nil
}

// patternSteps is about how long the program of a pattern is.
func patternSteps(re *syntax.Regexp) int {
	steps := 1 + len(re.Rune)/2
	for _, sub := range re.Sub {
		steps = min(steps+patternSteps(sub), 2*patternMax)
	}
	if re.Op == syntax.OpRepeat {
		steps = min(steps*max(re.Min, re.Max, 1), 2*patternMax)
	}
	return steps
}

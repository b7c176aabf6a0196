package hclspec

import (
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
)

// The words that many attributes share.
var (
	titleType         = lang.Both("Wrong type", "类型不对")
	titleMissing      = lang.Both("Missing attribute", "缺少属性")
	titleUnknown      = lang.Both("Unknown attribute", "未知属性")
	titleUnknownBlock = lang.Both("Unknown block", "未知的块")
	titleTaken        = lang.Both("Duplicate name", "名称重复")
	titleNoAmount     = lang.Both("Not an amount", "不是金额")
	quoteIt           = lang.Both("Put it in quotes.", "要加引号。")
	trueOrFalse       = lang.Both("Write true or false, without quotes.", "写 true 或 false，不加引号。")
	wholeNumberFix    = lang.Both("Write a whole number, without quotes.", "写一个整数，不加引号。")
)

// mustBeOfType says that an attribute has a value of another type. advice is a sentence.
func mustBeOfType(name string, is, want cty.Type, advice lang.Text) lang.Text {
	return lang.Format("%s is %s here, and must be %s. %s", "%s 这里是%s，应当是%s。%s", name, aValue(is), aValue(want), advice)
}

// notOneBlock says that there are two blocks of a type of which one can be.
func notOneBlock(what, blockType string, first lang.Text) lang.Text {
	return lang.Format("%s takes one %s block; the first stands at %s. Join them.",
		"%s 里只能有一个 %s 块；第一个在 %s。合并成一个。", what, blockType, first)
}

// otherForm says that a name is a block and no attribute, or the other way round.
func otherForm(what, name string, block bool) lang.Text {
	form := lang.Format("a block: %s { … }", "块：%s { … }", name)
	if !block {
		form = lang.Format("an attribute: %s = …", "属性：%s = …", name)
	}
	return lang.Format("In %s, %q is written as %s.", "在 %s 里，%q 要写成%s。", what, name, form)
}

// takes lists the names that a block has, with a blank before it.
func takes(names []string) lang.Text {
	return lang.Both(fmt.Sprintf(" It takes %s.", strings.Join(names, lang.Comma.English)),
		fmt.Sprintf("可以写的有 %s。", strings.Join(names, lang.Comma.Chinese)))
}

// innerBlock says that a name belongs into a block inside.
func innerBlock(block, name string) lang.Text {
	return lang.Format("It stands in the inner block: %s { %s = … }.", "它要写在内层的块里：%s { %s = … }。", block, name)
}

// nameTaken says that two blocks of a type have one name.
func nameTaken(blockType, name string, first lang.Text) lang.Text {
	return lang.Format("There is another %s %q at %s. One of the two would win in silence; rename or remove one.",
		"%[3]s已有一个 %[1]s %[2]q。两个之中会有一个悄悄失效；给其中一个改名，或删掉一个。", blockType, name, first)
}

// aValue is what people call a value of a type: "an object".
func aValue(t cty.Type) lang.Text {
	name := typeName(t)
	article := "a "
	if strings.IndexByte("aeiou", name.English[0]) >= 0 {
		article = "an "
	}
	return lang.Both(article+name.English, name.Chinese)
}

// typeName is what people call a type of value, which HCL names in English.
func typeName(t cty.Type) lang.Text {
	name := t.FriendlyName()
	switch {
	case t == cty.String:
		name = "文本"
	case t == cty.Number:
		name = "数字"
	case t == cty.Bool:
		name = "布尔值"
	case t.IsObjectType():
		name = "对象"
	case t.IsTupleType():
		name = "列表"
	case t.IsMapType():
		name = "映射（值为" + typeName(t.ElementType()).Chinese + "）"
	case t.IsSetType():
		name = "集合（元素为" + typeName(t.ElementType()).Chinese + "）"
	case t.IsListType():
		name = "列表（元素为" + typeName(t.ElementType()).Chinese + "）"
	}
	return lang.Both(t.FriendlyName(), name)
}

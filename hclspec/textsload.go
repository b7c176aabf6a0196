package hclspec

import (
	"github.com/cashredpack/redpack/internal/lang"
)

// allOf lists what can be written.
func allOf(names []string) lang.Text {
	return lang.Both(either(names).English, lang.List(names).Chinese)
}

// tooManyBlocks says that a folder has more blocks of a type than are held against one another.
func tooManyBlocks(blockType string) lang.Text {
	return lang.Format("The folder has more than %d %s blocks, and each is held against each other one. Put "+
		"campaigns that do not belong together into folders of their own.",
		"文件夹里的 %[2]s 块超过 %[1]d 个，而每一个都要和其他的逐一比对。把不相干的活动放进各自的文件夹。", blocksMax, blockType)
}

// tooMuchWork says that expressions have cost so many megabytes.
func tooMuchWork(megabytes int) lang.Text {
	return lang.Format("Up to here the campaign's expressions have built or walked through values of more than %d MB, and no "+
		"campaign needs that. Look for values that double, for inside of for, and for a long list that is searched anew for each row: "+
		"give what is the same for all rows a name in locals, and look it up by local.name[row.id].",
		"到这里，活动的表达式生成或遍历的值已超过 %d MB，没有活动需要这么多。检查成倍增长的值、for 里套 for，以及每一行都重新查找的长列表："+
			"所有行都一样的东西，在 locals 里起个名字，用 local.name[row.id] 查。", megabytes)
}

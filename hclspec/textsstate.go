package hclspec

import (
	"github.com/cashredpack/redpack/internal/lang"
)

// aboveMaximum says of an amount that it is too large for the merchant.
func aboveMaximum(amount, most, sceneFree string) lang.Text {
	return lang.Format(
		"%s yuan is more than the merchant's maximum of %s yuan. Lower the amount, or set limits.max_amount in the merchant if the platform granted more; above %s yuan the campaign needs a scene_id too.",
		"%s 元超过商户的最高金额 %s 元。降低金额；如果平台批准的上限更高，在 merchant 中写明 limits.max_amount；超过 %s 元时活动还要写 scene_id。",
		amount, most, sceneFree)
}

// belowMinimum says of an amount that it is too small for the merchant.
func belowMinimum(amount, least string) lang.Text {
	return lang.Format(
		"%s yuan is less than the merchant's minimum of %s yuan. Raise the amount, or set limits.min_amount in the merchant if the platform granted less.",
		"%s 元低于商户的最低金额 %s 元。提高金额；如果平台批准的下限更低，在 merchant 中写明 limits.min_amount。",
		amount, least)
}

// belowSceneFree says of an amount that it is too small for a campaign without a scene.
func belowSceneFree(amount, least, most string) lang.Text {
	return lang.Format(
		"%s yuan; WeChat Pay takes %s to %s yuan without scene_id. Raise the amount, or set scene_id in the campaign and limits.min_amount in the merchant if the platform granted it.",
		"%s 元；不写 scene_id 时，微信支付只接受 %s 到 %s 元。提高金额；如果平台已批准更低的金额，在活动中写 scene_id，并在 merchant 中写 limits.min_amount。",
		amount, least, most)
}

// beyondBudget says that the campaign costs more than it may.
func beyondBudget(recipients, sum, more, budget string) lang.Text {
	return lang.Format(
		"%s recipients add up to %s yuan, %s more than the budget of %s yuan. Nothing may be sent beyond it: shorten the list, or have the budget raised.",
		"%s 位领取人共 %s 元，比预算多 %s 元（预算 %s 元）。超出预算不得发放：删减名单，或申请提高预算。",
		recipients, sum, more, budget)
}

// brokenText says why a text of many pieces is not read.
func brokenText(most int) lang.Text {
	return lang.Format(
		"A line or a $ begins a new piece of a text, and joining them takes time by the square of their number; %d are allowed. Put the text into a file, and read it with file().",
		"文字每到换行或 $ 就分成一段，拼接耗时按段数的平方增长；最多允许 %d 段。把文字写进文件，用 file() 读取。",
		most)
}

// databaseNeedsProject says why a project in a database has a name.
func databaseNeedsProject() lang.Text {
	return lang.Both(
		"redpack needs project beside state \"postgres\". A database may hold the campaigns of several folders, and this says which of them are this folder's. The folder's own name cannot: another checkout has another one, and the campaigns would be new there. Write one that stays, such as\n\n  project = \"spring-2027\"",
		"写了 state \"postgres\"，redpack 块就要写 project。一个数据库可能存着几个文件夹的活动，project 说明哪些属于本文件夹。不能用文件夹名：另一份检出的文件夹名不同，活动在那里会变成新的。写一个不变的名字，例如\n\n  project = \"spring-2027\"")
}

// deepNesting says what to do about a deep expression.
func deepNesting(most int) lang.Text {
	return lang.Format(
		"Brackets, templates, blocks and operators stand here more than %d deep in one another. Give the parts names of their own in locals, or write a long list of alternatives as contains([…], …).",
		"括号、模板、块和运算符在这里嵌套超过 %d 层。把各部分在 locals 中单独命名；很长的“或”条件改写成 contains([…], …)。",
		most)
}

// longTypedList says why a list of a variable is too long.
func longTypedList(elements, most int) lang.Text {
	return lang.Format(
		`The value has a list of %d elements, and giving a type to a list takes time by the square of its length; %d are allowed. Put the rows into a file and name it in recipients_from "csv".`,
		`值中的列表有 %d 个元素，确定列表类型的耗时按长度的平方增长；最多允许 %d 个。把这些行写进文件，用 recipients_from "csv" 引用。`,
		elements, most)
}

// manyBytes says that a folder has too much HCL.
func manyBytes(most int) lang.Text {
	return lang.Format(
		`With this file the folder has more than %d bytes of HCL, all of which are held in memory. Lists of people belong into a CSV file, which recipients_from "csv" streams.`,
		`加上这个文件，文件夹中的 HCL 超过 %d 字节，而这些都要放进内存。领取人名单写在 CSV 文件中，由 recipients_from "csv" 逐行读取。`,
		most)
}

// manySigns says that a folder has too many words and signs.
func manySigns(most int) lang.Text {
	return lang.Format(
		`Up to here the folder has more than %d words and signs of HCL, and each takes about a kilobyte of memory. Lists of people belong into a CSV file, which recipients_from "csv" streams.`,
		`到这里为止，文件夹中的 HCL 超过 %d 个词和符号，每个约占 1 KB 内存。领取人名单写在 CSV 文件中，由 recipients_from "csv" 逐行读取。`,
		most)
}

// projectNeedsDatabase says why a project with a state file has no name.
func projectNeedsDatabase() lang.Text {
	return lang.Both(
		`With a file the folder is the project: the state lies in it and holds its campaigns alone. A name keeps the campaigns of several folders apart in one database. Take the line out, or keep the state in a database: state "postgres" { … }.`,
		`状态存在文件里时，文件夹就是项目：状态文件就在其中，只存它的活动。project 用来在同一个数据库中区分几个文件夹的活动。删掉这一行，或把状态存进数据库：state "postgres" { … }。`)
}

// stateBehindLink says how a state comes to another disk; link is what leadsOut says.
func stateBehindLink(link lang.Text) lang.Text {
	return lang.Format(
		"The state belongs to this folder's campaigns, but %s it. Give a path below the folder. To keep the state on another disk, make it here, move it there with the files beside it, and link to the file itself.",
		"状态库属于本文件夹的活动，但%s本文件夹。写一个文件夹内的路径。要把状态库放在别的磁盘上，先在这里建好，连同旁边的文件一起移过去，再给状态文件本身建链接。",
		link)
}

// tooManyFiles says why a folder with so many files is not read.
func tooManyFiles(most int) lang.Text {
	return lang.Format(
		"The folder has more than %d files of HCL, and all of them are read together. Put campaigns that do not belong together into folders of their own.",
		"文件夹中的 HCL 文件超过 %d 个，而它们会一起读取。互不相关的活动放到各自的文件夹中。",
		most)
}

// twoStates says why a project has one state.
func twoStates(other string) lang.Text {
	return lang.Format(
		"A project keeps its state in one place, and another state block stands at %s. What one of two states knows as paid, the other one would pay again. Keep one block; `redpack state copy` carries what was recorded to another place.",
		"一个项目的状态只存在一个地方，而 %s 还有一个 state 块。一个状态库里已发放的，另一个会再发一次。只留一个块；用 `redpack state copy` 把已有记录转到另一处。",
		other)
}

// unknownBackend says where a state can be kept.
func unknownBackend(name string, near lang.Text) lang.Text {
	return lang.Format(
		`There is no state backend %q.%s A state is kept in "sqlite", a file in this folder, or in "postgres", a schema of a PostgreSQL database that several machines reach.`,
		`没有状态存储方式 %q。%s状态可以存在 "sqlite"（本文件夹中的一个文件）或 "postgres"（多台机器都能访问的 PostgreSQL 数据库中的一个 schema）。`,
		name, near)
}

// writeItsName says how a campaign comes to the address of a database.
var writeItsName = lang.Both(
	"Give the address to an environment variable, and write the NAME of it into state \"postgres\":\n\n  url_env = \""+DefaultStateURLEnv+"\"",
	"把地址放进环境变量，在 state \"postgres\" 中写这个变量的名字：\n\n  url_env = \""+DefaultStateURLEnv+"\"")

// addressInFile says why the address of a database has no place in a campaign.
func addressInFile(line int, name string) lang.Text {
	return lang.Format("Line %d sets %s to the address of a database, or to a part of it. A campaign is kept in git and shown to reviewers, and an address "+
		"holds a password, so it has no place in it. Replace the password if it was committed. ",
		"第 %d 行把 %s 设成了数据库地址或其中一部分。活动文件存在 git 中，审阅者都能看到；地址里有密码，不能写在这里。如果已经提交，更换密码。", line, name).Then(writeItsName)
}

// addressAsName says the same where the name of a variable was expected.
func addressAsName(line int) lang.Text {
	return lang.Format("Line %d sets url_env to what is no name of an environment variable: letters, digits and _, of which a digit is not the first. The value "+
		"is not shown, because it may be the address itself, with its password, which has no place in a file that is kept in git. ",
		"第 %d 行的 url_env 不是环境变量名：环境变量名由字母、数字和 _ 组成，不以数字开头。这里不显示它的值，因为它可能就是带密码的地址本身，不能写在存入 git 的文件中。",
		line).Then(writeItsName)
}

// othersEnvironment says what campaigns may read.
func othersEnvironment() lang.Text {
	return lang.Format("campaigns read only variables that begin with %s, and what the person who runs the command allows by -allow-env",
		"活动只能读取以 %s 开头的变量，以及运行命令的人用 -allow-env 允许的变量", envPrefix)
}

package state

import (
	"path/filepath"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Where a state lies in a database, its name is a sentence: which schema, of which database, on which server.
const (
	inDatabase = " in the database " // for programs
	onServer   = " on "
)

// placeOf is the name of a state in a database.
func placeOf(schema, database, server string) string {
	return schema + inDatabase + database + onServer + server
}

// named is the name of a state in every language. That of a file is its path.
func named(name string) lang.Text {
	schema, rest, ok := strings.Cut(name, inDatabase)
	at := strings.LastIndex(rest, onServer)
	if !ok || at < 0 || filepath.IsAbs(name) {
		return lang.Same(name)
	}
	return lang.Text{English: name, Chinese: rest[at+len(onServer):] + " 上数据库 " + rest[:at] + " 的 " + schema}
}

// otherDefinitions says that the tables of a file are not redpack's own.
func otherDefinitions(schema int) lang.Text {
	return lang.Format("its table definitions are not those that redpack makes (schema %d): somebody added or changed a table, "+
		"column, index, view or trigger, and what it holds may mean something else",
		"它的表定义不是 redpack 建的那样（结构版本 %d）：有人增加或改动了表、列、索引、视图或触发器，里面的数据可能另有含义", schema)
}

// unreadableWitness says that the file which keeps a state's serial cannot be read.
func unreadableWitness(path string) lang.Text {
	return lang.Format("the file %s beside it, which tells how far it had come, "+
		"cannot be read; if redpack state check finds nothing else wrong, remove that file",
		"它旁边记录进度的文件 %s 无法读取；如果 redpack state check 没有发现别的问题，就删除那个文件", path)
}

// asOwner is what to do where the system lets nobody at a file.
var asOwner = lang.Both("Run redpack as the owner of the file, and give that user write access to its folder.",
	"用文件所有者的身份运行 redpack，并让该用户可以写入文件所在的文件夹。")

// strangeLink is why a link is not followed to what is no state.
var strangeLink = lang.Both("a state is followed to another place only where it is there already, and yours; this link may be somebody else's, for "+
	"instance a pull request's",
	"只有那里已经有状态文件、而且属于本用户，才会跟随链接；这个链接可能是别人放的，例如来自某个合并请求")

// How the address of a database is written.
var (
	addressForm = lang.Both("It looks like postgres://user:password@host:5432/database; letters of the password that are "+
		"special in an address are written as %23 and the like.",
		"它的形式是 postgres://user:password@host:5432/database；密码里在地址中有特殊含义的字符要写成 %23 之类。")
	writeAddress = lang.Both("Write it as postgres://user:password@host:5432/database; letters of the password that are special in an address are "+
		"written as %23 and the like.",
		"写成 postgres://user:password@host:5432/database；密码里在地址中有特殊含义的字符要写成 %23 之类。")
	escapedPassword = lang.Both("Letters of the password that are special in an "+
		"address are written as %2F, %3F, %23 and the like, and an @ as %40.",
		"密码里在地址中有特殊含义的字符要写成 %2F、%3F、%23 之类，@ 写成 %40。")
)

package cli

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// noAddress says how a variable of the environment gets the address of the database.
func noAddress(variable string) error {
	return lang.Errorf("the environment variable %[1]s is not set, and it is to hold the address of the database in which the state is kept. Nothing is "+
		"planned or sent without the state. Give it to whatever runs redpack, as a secret, because a password is in it: in a CI as a protected, masked variable "+
		"named %[1]s, and in a shell, without leaving it in the history, by\n  read -rs %[1]s && export %[1]s\nIt looks like "+
		"postgres://user:password@host:5432/database",
		"环境变量 %[1]s 没有设置，它应当是状态库所在数据库的地址。没有状态库就不计划、不发放。"+
			"地址里有密码，要作为机密交给运行 redpack 的环境：在 CI 里设为受保护、打码的变量 %[1]s；"+
			"在 shell 里这样设置，不会留在历史记录里：\n  read -rs %[1]s && export %[1]s\n它的写法如 "+
			"postgres://user:password@host:5432/database", variable)
}

// noState says what it may mean that a database has no state.
func noState(at state.Backend, dir string) error {
	return lang.Errorf("there is no state %[1]s: none was ever made there. Nothing is planned or sent, because an address with a typing mistake looks the "+
		"same as a state under which nothing was sent yet. Check the address, the database and the schema. Where this is the right place for a new state, make "+
		"it with\n  redpack state create%[2]s\nWhere the state was in a file so far, move that:\n  redpack state copy FILE %[3]s",
		"没有状态库 %[1]s：那里从未建立过。不计划、不发放，因为地址打错一个字，看起来就和还没有发放过的状态库一样。"+
			"检查地址、数据库和 schema。如果这里确实要放新的状态库，这样建立：\n  redpack state create%[2]s\n"+
			"如果状态库此前在文件里，把它迁过去：\n  redpack state copy FILE %[3]s", at, argument(dir), words.ShellWord(dir))
}

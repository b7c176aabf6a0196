package checkup

import (
	"context"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/state"
)

// database looks at a state in PostgreSQL, and at the server that keeps it. The snapshot is nil where the state cannot be trusted, or is another's.
func database(ctx context.Context, s Subject, at *state.Postgres) (checks []Check, snapshot *state.Snapshot) {
	found, err := at.Examine(ctx)
	if err != nil {
		check := Check{Area: State, Name: "server", Standing: Failed}
		check.Told, check.Next = split(lang.Of(err))
		return []Check{check}, nil
	}
	checks = []Check{server(found), durable(found)}
	if !found.There {
		check := Check{
			Area: State, Name: "state", Standing: Failed, Told: lang.Format("There is no state %s: none was ever made there.",
				"没有状态库 %s：那里从未建立过。", at),
			Next: lang.Format("Check the address, the database and the schema. Where this is the right place for a new state, make it with %s; where it was in a file so far, move that with `redpack state copy`.",
				"检查地址、数据库和 schema。如果新的状态库就该放在这里，用 %s 建立；如果以前在文件里，用 `redpack state copy` 迁移过来。", s.command("state create")), // for programs
		}
		if _, err := state.Read(ctx, at); err != nil { // this machine has seen one there
			check.Told, check.Next = split(lang.Of(err))
		}
		return append(checks, check), nil
	}
	whole, snapshot := recorded(ctx, s)
	return append(append(checks, whole...), leased(found), rights(found)), snapshot
}

// server tells which one answers, and how.
func server(of state.Examination) Check {
	check := Check{Area: State, Name: "server", Standing: OK, Told: lang.Format("PostgreSQL %s answers over %s.",
		"PostgreSQL %s 应答，连接使用 %s。", of.Version, of.TLS)}
	if of.TLS == "" {
		check.Told = lang.Format("PostgreSQL %s answers, without TLS, as it may on this machine.",
			"PostgreSQL %s 应答，没有使用 TLS，在本机上可以这样。", of.Version)
	}
	return check
}

// durable tells whether the server keeps what it has acknowledged.
func durable(of state.Examination) Check {
	check := Check{Area: State, Name: "durability", Standing: OK, Told: lang.Both("The server answers when what it was told is on its disk.",
		"服务器在数据写入磁盘之后才应答。")}
	switch {
	case of.Unfit != nil:
		check.Standing = Failed
		check.Told, check.Next = split(lang.Of(of.Unfit))
	case of.Lazy:
		check.Told = lang.Both("By itself the server answers before what it was told is on its disk; redpack asks it in every transaction to wait for that.",
			"服务器默认在数据写入磁盘之前就应答；redpack 在每个事务里都要求它等写入完成。")
	}
	return check
}

// leased tells who may write to the state.
func leased(of state.Examination) Check {
	if of.Lease.Left <= 0 {
		return nobodyApplies
	}
	check := applying(of.Lease.Holder, of.Lease.Since)
	if of.Lease.Lasting() {
		check.Next = lang.Both("Wait until that run has ended. If its process is dead, `redpack state unlock` ends the lease, which lasts longer than leases do: the server's clock was set back.",
			"等那次运行结束。如果它的进程已经不在，用 `redpack state unlock` 结束租约；这个租约比一般的长：服务器的时钟被往回拨过。")
	}
	return check
}

// rights tells whether apply may write to the state.
func rights(of state.Examination) Check {
	check := Check{Area: State, Name: "writable", Standing: OK, Told: lang.Both("This user of the database may write to the state.",
		"这个数据库用户可以写状态库。")}
	switch {
	case of.Standby:
		check.Standing, check.Told = Failed, lang.Both("The server only follows another one, so nothing can be written to it.",
			"这台服务器只是另一台的备库，什么都写不进去。")
		check.Next = lang.Both("Name the server that it follows in the address, or several with target_session_attrs=read-write.",
			"在地址里写它跟随的主库，或写几台服务器并加上 target_session_attrs=read-write。")
	case !of.MayWrite:
		check.Standing, check.Told = Warning, lang.Both("This user of the database may look at the state and not write to it: plan and report work, apply does not.",
			"这个数据库用户只能读状态库，不能写：plan 和 report 可用，apply 不可用。")
		check.Next = lang.Both("To apply, use the address of a user with the rights of redpack_apply, see `redpack state create -print`.",
			"要发放，用具有 redpack_apply 权限的用户的地址，参见 `redpack state create -print`。")
	}
	return check
}

// beside asks for what apply writes beside a state in a database: what this machine saw of it last, and the simulator's ledger.
func beside(s Subject) []Check {
	if err := osfile.Writable(s.Beside); err != nil {
		return []Check{{
			Area: State, Name: "folder", Standing: Failed, Told: lang.Format("%s cannot be written (%s), and apply keeps there how far the state has come.",
				"%s 不能写入（%s），而 apply 要在那里记录状态库进行到了哪里。", s.Beside, cause(err)),
			Next: lang.Both("Run redpack as the owner, or give the user who runs it write access to the folder.",
				"以文件夹所有者的身份运行 redpack，或给运行它的用户写这个文件夹的权限。"),
		}}
	}
	return nil
}

// unlocated is a state of which it is not known where it is.
func unlocated(err error) Check {
	check := Check{Area: State, Name: "state", Standing: Failed}
	check.Told, check.Next = split(lang.Of(err))
	return check
}

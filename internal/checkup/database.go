package checkup

import (
	"context"
	"fmt"

	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/state"
)

// database looks at a state in PostgreSQL, and at the server that keeps it. The snapshot is nil where the state cannot be trusted, or is another's.
func database(ctx context.Context, s Subject, at *state.Postgres) (checks []Check, snapshot *state.Snapshot) {
	found, err := at.Examine(ctx)
	if err != nil {
		check := Check{Area: State, Name: "server", Standing: Failed}
		check.Told, check.Next = split(err.Error())
		return []Check{check}, nil
	}
	checks = []Check{server(found), durable(found)}
	if !found.There {
		check := Check{
			Area: State, Name: "state", Standing: Failed, Told: fmt.Sprintf("There is no state %s: none was ever made there.", at),
			Next: fmt.Sprintf("Check the address, the database and the schema. Where this is the right place for a new state, make it with %s; where it was in a file so far, move that with `redpack state copy`.", s.command("state create")),
		}
		if _, err := state.Read(ctx, at); err != nil { // this machine has seen one there
			check.Told, check.Next = split(err.Error())
		}
		return append(checks, check), nil
	}
	whole, snapshot := recorded(ctx, s)
	return append(append(checks, whole...), leased(found), rights(found)), snapshot
}

// server tells which one answers, and how.
func server(of state.Examination) Check {
	check := Check{Area: State, Name: "server", Standing: OK, Told: fmt.Sprintf("PostgreSQL %s answers over %s.", of.Version, of.TLS)}
	if of.TLS == "" {
		check.Told = fmt.Sprintf("PostgreSQL %s answers, without TLS, as it may on this machine.", of.Version)
	}
	return check
}

// durable tells whether the server keeps what it has acknowledged.
func durable(of state.Examination) Check {
	check := Check{Area: State, Name: "durability", Standing: OK, Told: "The server answers when what it was told is on its disk."}
	switch {
	case of.Unfit != nil:
		check.Standing = Failed
		check.Told, check.Next = split(of.Unfit.Error())
	case of.Lazy:
		check.Told = "By itself the server answers before what it was told is on its disk; redpack asks it in every transaction to wait for that."
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
		check.Next = "Wait until that run has ended. If its process is dead, `redpack state unlock` ends the lease, which lasts longer than leases do: the server's clock was set back."
	}
	return check
}

// rights tells whether apply may write to the state.
func rights(of state.Examination) Check {
	check := Check{Area: State, Name: "writable", Standing: OK, Told: "This user of the database may write to the state."}
	switch {
	case of.Standby:
		check.Standing, check.Told = Failed, "The server only follows another one, so nothing can be written to it."
		check.Next = "Name the server that it follows in the address, or several with target_session_attrs=read-write."
	case !of.MayWrite:
		check.Standing, check.Told = Warning, "This user of the database may look at the state and not write to it: plan and report work, apply does not."
		check.Next = "To apply, use the address of a user with the rights of redpack_apply, see `redpack state create -print`."
	}
	return check
}

// beside asks for what apply writes beside a state in a database: what this machine saw of it last, and the simulator's ledger.
func beside(s Subject) []Check {
	if err := osfile.Writable(s.Beside); err != nil {
		return []Check{{
			Area: State, Name: "folder", Standing: Failed, Told: fmt.Sprintf("%s cannot be written (%s), and apply keeps there how far the state has come.", s.Beside, cause(err)),
			Next: "Run redpack as the owner, or give the user who runs it write access to the folder.",
		}}
	}
	return nil
}

// unlocated is a state of which it is not known where it is.
func unlocated(err error) Check {
	check := Check{Area: State, Name: "state", Standing: Failed}
	check.Told, check.Next = split(err.Error())
	return check
}

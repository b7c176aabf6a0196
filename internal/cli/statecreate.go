package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
)

type createOptions struct {
	stateFlags
	print bool
}

func newStateCreate(env *Env) *cobra.Command {
	var o createOptions
	cmd := &cobra.Command{
		Use: "create [FOLDER]", Args: takes(0, 1),
		Short:   env.say(lang.Both("Make the tables of a state in a PostgreSQL database", "在 PostgreSQL 数据库里建立状态库的表")),
		Long:    env.say(createHelp()),
		Example: "  redpack state create\n  redpack state create -print > tables.sql", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error {
				if o.print {
					return printTables(env, o, args, print)
				}
				return createState(cmd.Context(), env, o, args, print)
			})
		},
	}
	o.addOfFolder(env, cmd)
	cmd.Flags().BoolVar(&o.print, "print", false, env.say(lang.Both(
		"print the SQL instead, for whoever runs the database; connects to nothing", "只输出 SQL，交给管理数据库的人执行；不连接数据库")))
	cmd.MarkFlagsMutuallyExclusive("print", "json")
	return cmd
}

// errFileComes is what whoever wants to make a file has to know.
var errFileComes = lang.Errorf(`the state of this folder is a file, which comes to be with the first apply. Tables are made for state "postgres" { … } in the redpack block`,
	`这个文件夹的状态库是文件，第一次发放时就会出现。只有 redpack 块里写了 state "postgres" { … } 才建表`)

func createState(ctx context.Context, env *Env, o createOptions, args []string, print *printer) error {
	p, err := load(env, args, o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	db, ok := p.database()
	if !ok {
		return errFileComes
	}
	if err := db.Create(ctx, p.openOptions(env)); err != nil {
		return err
	}
	return print.show(func(j *events.JSON) error { return j.StateCreated(db.String()) }, func(w io.Writer) error {
		_, err := plain.Fprintf(w, "%s\n", plain.Lines(print.out.Say(lang.Format(
			"Made the state %s, for merchant %q (%s). It has no packets yet. Look at the plan next:\n  redpack plan%s",
			"已建立状态库 %s，商户 %q（%s）。其中还没有红包。接下来查看计划：\n  redpack plan%s",
			db, p.merchant.Name, venue(p.merchant), argument(p.dir)))))
		return err
	})
}

// venue is what a merchant sends: play money or real money.
func venue(m *hclspec.Merchant) lang.Text {
	switch {
	case m.Sandbox:
		return lang.Both("sandbox, no money", "模拟，不动用真实资金")
	case m.Rehearsal() != "":
		return lang.Both("rehearsal", "演练")
	}
	return lang.Both("live", "真实资金")
}

// printTables needs no database, and no address of one.
func printTables(env *Env, o createOptions, args []string, print *printer) error {
	p, diags, err := read(env, args, o.projectFlags, false)
	if err != nil {
		return err
	}
	defer p.close()
	print.source, print.dir = p, p.dir
	if err := print.diagnostics(diags); err != nil {
		return err
	}
	if !p.State.Postgres() {
		return errFileComes
	}
	db, err := databaseAt(env, "postgres://localhost/redpack", p.State, p.dir)
	if err != nil {
		return err
	}
	return print.show(noEvents, func(w io.Writer) error {
		_, err := plain.Fprintf(w, "%s", plain.Lines(db.SQL()))
		return err
	})
}

package cli

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/plain"
)

type createOptions struct {
	stateFlags
	print bool
}

func newStateCreate(env *Env) *cobra.Command {
	var o createOptions
	cmd := &cobra.Command{
		Use: "create [FOLDER]", Args: cobra.MaximumNArgs(1),
		Short: "Make the tables of a state in a PostgreSQL database",
		Long: `Makes the schema and the tables that the redpack block names, with an empty state of this merchant in them. It is done once, by
a person: no other command makes them, because an address with a typing mistake must not look like a state under which nothing
was sent yet. A state that is there already is left as it is.

-print connects to nothing and prints the SQL instead, with the rights of two roles: one that applies, and one that only plans
and looks. Whoever runs the database runs it; afterwards create only puts the empty state into the tables.`,
		Example: "  redpack state create\n  redpack state create -print > tables.sql",
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
	cmd.Flags().BoolVar(&o.print, "print", false, "print the SQL instead, for whoever runs the database; connects to nothing")
	cmd.MarkFlagsMutuallyExclusive("print", "json")
	return cmd
}

// errFileComes is what whoever wants to make a file has to know.
var errFileComes = errors.New(`the state of this folder is a file, which comes to be with the first apply. Tables are made for state "postgres" { … } in the redpack block`)

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
		_, err := plain.Fprintf(w, "Made the state %s, for merchant %q (%s). It has no packets yet. Look at the plan next:\n  redpack plan%s\n",
			db, p.merchant.Name, venue(p.merchant), argument(p.dir))
		return err
	})
}

// venue is what a merchant sends: play money or real money.
func venue(m *hclspec.Merchant) string {
	switch {
	case m.Sandbox:
		return "sandbox, no money"
	case m.Rehearsal() != "":
		return "rehearsal"
	}
	return "live"
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

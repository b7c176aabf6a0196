package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

func newStateShow(env *Env) *cobra.Command {
	var o stateFlags
	cmd := &cobra.Command{
		Use: "show PACKET [FOLDER]", Args: takes(1, 2),
		Short:   env.say(lang.Both("Show one packet and everything that ever happened to it", "查看一个红包及其全部经过")),
		Long:    env.say(stateShowHelp()),
		Example: "  redpack state show team_cny_2027/wang_wei\n  redpack state show 190000010920270206aB3dE6gH9k\n  redpack state show 王伟", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o, func(print *printer) error { return showState(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(env, cmd)
	return cmd
}

func showState(ctx context.Context, env *Env, o stateFlags, args []string, print *printer) error {
	where, files, err := o.open(env, args[1:], print)
	if files != nil {
		defer files.close()
	}
	if err != nil {
		return err
	}
	snapshot, err := readWhole(ctx, where)
	if err != nil {
		return err
	}
	f := &findSpot{env: env, print: print, at: where.at, snapshot: snapshot, only: where.campaigns, command: o.again("redpack state show")} // for programs
	if files != nil {
		f.campaigns = files.Campaigns
	}
	packet, err := f.recorded(ctx, args[0], files)
	if err != nil || packet.ID == 0 {
		return err
	}
	life, err := state.Events(ctx, where.at, packet.Address())
	if err != nil {
		return err
	}
	return print.show(func(j *events.JSON) error { return j.Packet(packet, life) },
		func(w io.Writer) error { return view.Packet(w, packet, life, print.out) })
}

// again is a command with the state that was named.
func (f *stateFlags) again(command string) string {
	if f.path == "" {
		return command
	}
	return command + " -state=" + words.ShellWord(f.path)
}

// recorded finds the one packet of the state that a text names; none, with several listed, where they are several.
func (f *findSpot) recorded(ctx context.Context, text string, files *project) (packet state.Packet, err error) {
	var unknown error
	if strings.Contains(text, "/") {
		of, err := parseAddress(text)
		if err != nil {
			return packet, err
		}
		packet, ok := f.snapshot.Lookup(of.Campaign, of.Key)
		if ok {
			return packet, nil
		}
		unknown = noPacketOf(f.env, f.print, files, f.snapshot, of)
		if f.knows(of.Campaign) {
			return packet, unknown
		}
	}
	found, err := f.find(ctx, text)
	switch {
	case err != nil && unknown != nil:
		return packet, unknown
	case err != nil:
		return packet, err
	case len(found) > 1:
		return packet, f.list(found)
	case found[0].Packet.ID == 0:
		return packet, lang.Errorf("%s is in the files, and the state has nothing of it: no request ever left. `redpack show` shows what the files say",
			"%s 在文件里，而状态库没有它的记录：从未发出请求。用 `redpack show` 查看文件里写的",
			f.print.out.Address(found[0].Address.Campaign, found[0].Address.Key))
	}
	return found[0].Packet, f.note(&found[0])
}

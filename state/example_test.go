package state_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/cashredpack/redpack/state"
)

// Open creates the state where there is none. An intent is durable before its request leaves, and binds its number for ever.
func ExampleOpen() {
	folder, err := os.MkdirTemp("", "redpack")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	ctx, noon := context.Background(), time.Date(2027, 2, 6, 12, 0, 0, 0, time.UTC)
	store, err := state.Open(ctx, state.File(filepath.Join(folder, "redpack.state")), state.OpenOptions{
		MchID: "1900000109", Sandbox: true, Tool: "example", Owner: "li@tea", Now: func() time.Time { return noon },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	intent := state.Intent{
		Campaign: "spring", Key: "li", OpenID: "oEXAMPLE00000000000000000001", Amount: 888, BillNo: "1900000109202702060000000001",
		Version: 2, Personal: true, Request: "<xml/>", At: noon,
	}
	packet, err := store.Reserve(ctx, intent)
	if err != nil {
		fmt.Println(err)
		return
	}
	packet, err = store.Record(ctx, packet.ID, state.Outcome{Status: state.Sent, SendListID: "100", At: noon})
	fmt.Println(packet.Address(), "is", packet.Status, "with", packet.Amount, err)
	fmt.Println("closed:", store.Close())
	// Output:
	// spring/li is sent with ¥8.88 <nil>
	// closed: <nil>
}

package cli_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
)

// farSide runs the other end of a measurement as a process of its own: whoever shares a process with it counts its memory and its
// garbage, too. It serves a merchant without limits on a free port of 127.0.0.1, writes what a campaign needs to pay there into a
// folder, says "ready" on standard output and ends when standard input does. For each line that it reads there it says how many orders
// came since the last one, and when the first and the last of them did, in nanoseconds since 1970.
//
//	farside FOLDER        the simulator, with its ledger in the folder, which counts no orders here
//	farside FOLDER lean   a server that reads each order and says that it was sent, and knows nothing else
//
// The folder receives merchant.hcl, which is a merchant "m", and the files that it names.
func farSide() int {
	debug.SetGCPercent(400) // the less it costs, the more of the machine is redpack's
	side := farSimulator
	if len(os.Args) > 2 && os.Args[2] == "lean" {
		side = leanServer
	}
	if err := serveFarSide(os.Args[1], side); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// farMerchant is who pays, and how a client gets there.
type farMerchant struct {
	mchID, appID, endpoint, apiKey string
	cert, key, ca                  []byte
	close                          func() error
}

func serveFarSide(dir string, side func(dir string) (*farMerchant, error)) (err error) {
	m, err := side(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	for name, content := range map[string][]byte{
		"cert.pem": m.cert, "key.pem": m.key, "ca.pem": m.ca, "api.key": []byte(m.apiKey), "merchant.hcl": m.hcl(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	if _, err := fmt.Println("ready"); err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if _, err := fmt.Println(farOrders.count.Swap(0), farOrders.first.Swap(0), farOrders.last.Swap(0)); err != nil {
			return err
		}
	}
	return lines.Err()
}

// farPerMinute is far above what two cores can send.
const farPerMinute = 6_000_000

func farSimulator(dir string) (*farMerchant, error) {
	s, err := sandbox.Start(context.Background(), sandbox.Options{
		LedgerPath: filepath.Join(dir, "far.ledger"), Now: time.Now, Balance: 1 << 50, DailyAmount: 1 << 50,
		PerMinute: farPerMinute, PerSecond: farPerMinute / 60,
	})
	if err != nil {
		return nil, err
	}
	return &farMerchant{
		mchID: s.MchID(), appID: s.AppID(), endpoint: s.Endpoint(), apiKey: s.APIKey(),
		cert: s.ClientCertPEM(), key: s.ClientKeyPEM(), ca: s.CAPEM(), close: s.Close,
	}, nil
}

func (m *farMerchant) hcl() []byte {
	return fmt.Appendf(nil, `merchant "m" {
  mch_id       = %q
  appid        = %q
  endpoint     = %q
  cert_file    = "cert.pem"
  key_file     = "key.pem"
  ca_file      = "ca.pem"
  api_key_file = "api.key"
  limits {
    quiet_hours  = "none"
    per_minute   = %d
    daily_amount = 1000000000.00
  }
}
`, m.mchID, m.appID, m.endpoint, farPerMinute)
}

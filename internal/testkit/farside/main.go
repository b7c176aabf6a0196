// Command farside runs the simulator as a process of its own, for measuring what redpack alone costs: whoever shares a process with
// the simulator counts its memory and its garbage, too. It serves a merchant without limits on a free port of 127.0.0.1, writes what
// a campaign needs to pay there into a folder, says "ready" on standard output and ends when standard input does.
//
//	farside FOLDER
//
// The folder receives merchant.hcl, which is a merchant "m", and the files that it names.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: farside FOLDER")
		os.Exit(2)
	}
	if err := serve(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// perMinute is far above what two cores can send.
const perMinute = 6_000_000

func serve(dir string) (err error) {
	s, err := sandbox.Start(context.Background(), sandbox.Options{
		LedgerPath: filepath.Join(dir, "far.ledger"), Now: time.Now, Balance: 1 << 50, DailyAmount: 1 << 50,
		PerMinute: perMinute, PerSecond: perMinute / 60,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	key := s.APIKey()
	for name, content := range map[string][]byte{
		"cert.pem": s.ClientCertPEM(), "key.pem": s.ClientKeyPEM(), "ca.pem": s.CAPEM(), "api.key": []byte(key), "merchant.hcl": merchant(s),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	if _, err := fmt.Println("ready"); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func merchant(s *sandbox.Server) []byte {
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
`, s.MchID(), s.AppID(), s.Endpoint(), perMinute)
}

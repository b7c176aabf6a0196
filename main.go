// Command redpack plans and sends WeChat Pay cash red packets from campaigns written as HCL.
package main

import (
	"os"

	"github.com/cashredpack/redpack/internal/cli"
	_ "github.com/cashredpack/redpack/internal/term0" // before bubbletea asks the terminal
)

func main() { os.Exit(cli.Main(cli.FromOS())) }

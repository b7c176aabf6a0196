// Command svg reads what `tmux capture-pane -N -e -p` prints and writes it as an SVG. Its argument is the screen's width.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"strconv"

	"github.com/cashredpack/redpack/internal/shot"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: svg COLUMNS < screen > picture")
	}
	columns, err := strconv.Atoi(args[0])
	if err != nil {
		return fmt.Errorf("the width of the screen: %w", err)
	}
	screen, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("read the screen: %w", err)
	}
	return shot.SVG(out, string(screen), columns)
}

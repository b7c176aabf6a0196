// Command svg reads what `tmux capture-pane -N -e -p` prints and writes it as an SVG. Its arguments are the screen's width
// and whether the terminal is dark, which it is otherwise, or light.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"strconv"

	"github.com/cashredpack/redpack/internal/testkit/shot"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 1 && len(args) != 2 {
		return fmt.Errorf("usage: svg COLUMNS [dark | light] < screen > picture")
	}
	columns, err := strconv.Atoi(args[0])
	if err != nil {
		return fmt.Errorf("the width of the screen: %w", err)
	}
	screen, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("read the screen: %w", err)
	}
	return shot.SVG(out, string(screen), columns, len(args) == 2 && args[1] == "light")
}

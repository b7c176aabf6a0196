// Command write writes the manual into a folder, the Chinese one into zh_CN/man* below it: go run ./internal/manual/write FOLDER DATE VERSION, in the
// project's folder.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/manual"
	"github.com/cashredpack/redpack/internal/manual/markdown"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: write FOLDER DATE VERSION, such as build/man 2026-11-30 1.2.3") // for programs
		os.Exit(1)
	}
	if err := write(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// languages are where the pages of each language go, and the reference of the language of campaigns in it.
var languages = map[lang.Language]struct{ folder, reference string }{
	lang.English: {"", "hclspec/README.md"},
	lang.Chinese: {"zh_CN", "hclspec/README.zh-CN.md"},
}

func write(folder, date, version string) error {
	for l, of := range languages {
		reference, err := os.ReadFile(of.reference)
		if err != nil {
			return err
		}
		edition := cli.ManualEdition(l, date, version)
		for _, page := range append(cli.Manual(l), cli.CampaignPage(l, func(first string) []manual.Part { return markdown.Parts(reference, first) })) {
			in := filepath.Join(folder, of.folder, fmt.Sprintf("man%d", page.Section))
			if err := os.MkdirAll(in, 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(in, page.File()), []byte(page.Roff(edition)), 0o644); err != nil { //nolint:gosec // everybody reads manuals
				return err
			}
		}
	}
	return nil
}

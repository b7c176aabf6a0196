package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

const ignoreFile = ".gitignore"

// ignoreText keeps out of git what is personal, secret, or money's own record.
const ignoreText = `# Who was sent what: personal data that changes with every run. Back it up elsewhere.
redpack.state
redpack.state-*
redpack.state.*
.redpack-*

# The simulator's ledger and made-up certificates.
redpack.sandbox
redpack.sandbox.*
redpack-sandbox/

# Saved plans.
*.rpplan

# Secrets.
certs/
*.pem
*.p12

# Lists of people. Take this line out if the repository may hold their openids. Either way their hashes, head-counts and sums
# belong into git, so that a changed list can be reviewed: redpack plan -write-sum writes them into redpack.sum.
data/
`

func newInit(env *Env) *cobra.Command {
	var from initFrom
	cmd := &cobra.Command{
		Use: "init [FOLDER]", GroupID: "main", Args: cobra.MaximumNArgs(1),
		Short: "Write a first campaign that works as it is",
		Long: `Writes ` + hclspec.StarterFile + `, a commented campaign that plans and applies in the simulator as it is, and a ` + ignoreFile + ` that keeps
state, certificates and lists of people out of git. Nothing that is there already is changed.

With -live the merchant is one for real money, and has none of what only the simulator needs.

With -from the campaign is for the people of a list, an Excel workbook or a CSV file in the folder: init recognises which column is for
what, says what it guessed and why, and shows the first people as they would be sent to.`,
		Example: "  redpack init\n  redpack init spring-festival\n  redpack init -live spring-festival\n  redpack init -from 名单.xlsx",
		RunE:    func(cmd *cobra.Command, args []string) error { return runInit(env, cmd, args, from) },
	}
	cmd.Flags().BoolVar(&from.live, "live", false, "write a merchant for real money, and no setting of the simulator")
	cmd.Flags().StringVar(&from.list, "from", "", "write the campaign for the people of a `list`, .xlsx or .csv, in the folder")
	cmd.Flags().StringVar(&from.sheet, "sheet", "", "the `name` of the workbook's sheet, where it has several")
	cmd.Flags().BoolVar(&from.showOpenID, "show-openid", false, "print whole openids; they are personal data")
	return cmd
}

func runInit(env *Env, cmd *cobra.Command, args []string, from initFrom) error {
	dir := "."
	if len(args) > 0 {
		dir = args[0]
	}
	if from.sheet != "" && from.list == "" {
		return errors.New("-sheet names a sheet of the workbook that -from names")
	}
	list, err := from.within(dir)
	if err != nil {
		return err
	}
	if err := osfile.MakeFolder(dir, 0o755); err != nil {
		return fmt.Errorf("make the campaign's folder: %w", err)
	}
	there, err := filepath.Glob(filepath.Join(dir, "*.hcl"))
	if err != nil {
		return fmt.Errorf("look for campaigns: %w", err)
	}
	if len(there) > 0 {
		return from.there(there)
	}
	if list != "" {
		return from.run(env, cmd, dir, list)
	}
	campaign := filepath.Join(dir, hclspec.StarterFile)
	if err := create(campaign, hclspec.Starter(from.live)); err != nil {
		return err
	}
	about, err := ignore(filepath.Join(dir, ignoreFile), "")
	if err != nil {
		return err
	}
	what := "It sends three packets to the built-in simulator; nothing in it costs money."
	if from.live {
		what = "It is for real money, and everything in it is made up: write your merchant's number, appid, certificate and key there, your " +
			"campaign, and people whose openids are theirs."
	}
	if _, err = plain.Fprintf(env.Stdout, "%s written. %s\n%s\n", campaign, what, plain.Lines(about)); err != nil {
		return err
	}
	return nextSteps(env, dir, from.live)
}

// nextSteps ends every init.
func nextSteps(env *Env, dir string, live bool) error {
	place, doctor := argument(dir), ""
	if live {
		doctor = "\n  redpack doctor" + place + "   looks at all that can be known before the first packet"
	}
	_, err := plain.Fprintf(env.Stdout, `
Next:%s
  redpack plan%s     shows what would be sent
  redpack apply%s    sends it, once to each
`, plain.Lines(doctor), place, place)
	return err
}

// argument is a folder as it stands behind a command; none for the one that the operator stands in.
func argument(dir string) string {
	if dir == "." {
		return ""
	}
	return " " + words.ShellWord(dir)
}

// ignore writes what git should not see, a list among it, or tells which lines an existing file lacks.
func ignore(path, list string) (about string, err error) {
	ignoreText := ignoreText
	if list != "" && !strings.HasPrefix(list, "data/") {
		ignoreText += ignoredPath(list) + "\n"
	}
	err = create(path, ignoreText)
	if err == nil {
		return path + " written. It keeps state, certificates and lists of people out of git.", nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	content, err := bounded.ReadFile(path, besideMax)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // a link that leads nowhere ignores nothing
		return "", fmt.Errorf("read what git ignores: %w", err)
	}
	missing := slices.DeleteFunc(strings.Split(ignoreText, "\n"), func(line string) bool {
		return line == "" || line[0] == '#' || slices.Contains(strings.Fields(string(content)), line)
	})
	if len(missing) == 0 {
		return path + " is there already and keeps what it should out of git.", nil
	}
	return fmt.Sprintf("%s is there already and was not changed. State, secrets and lists of people do not belong into git; add:\n  %s",
		path, strings.Join(missing, "\n  ")), nil
}

// create writes a new file whole, or not at all. It never touches one that is there.
func create(path, content string) error {
	file, err := osfile.Create(path, osfile.Shared)
	if err != nil {
		return fmt.Errorf("write the first campaign: %w", err)
	}
	_, err = file.WriteString(content)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the first campaign: %w", errors.Join(err, os.Remove(path)))
	}
	return nil
}

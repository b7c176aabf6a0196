package hclspec

import "github.com/cashredpack/redpack/hclspec/internal/csvrow"

// The budgets of a campaign's texts. A campaign may come from a pull request, and `validate` and `plan` run on it before anybody
// has looked: whatever it says must end in a diagnostic, with the machine still there. Each budget is far above what a campaign
// needs. None of them is a time: what is refused must be the same on every machine, so work is counted instead.
const (
	// textMax is the size of all *.hcl and *.rpvars files of a folder together. They are held in memory, as trees of some hundred
	// times their length; lists of people stand in CSV files, which are streamed.
	textMax = 1 << 20
	// tokenMax is the number of words and signs in them together: about 17,000 recipients, or 600 campaigns, at about a kilobyte
	// of memory each.
	tokenMax = 250_000
	// filesMax is the number of those files.
	filesMax = 1_000
	// depthMax is how deep brackets, templates, blocks and the operators of one chain stand in one another. The HCL library walks
	// them by recursion, and Go ends a process whose stack is full. People stop at ten; a condition of 400 alternatives is not deep.
	depthMax = 1_000
	// piecesMax is how many pieces a text may have between two ${}: the library joins them by the square of their number. A $
	// begins a new piece.
	piecesMax = 1_000
	// blocksMax is the number of blocks of one type in a folder, but for those that stand for single people. Each campaign is held
	// against each other one.
	blocksMax = 1_000
	// chainMax is the number of moved blocks that one address may have gone through. Every recipient goes back through them.
	chainMax = 100
	// mistakesMax is how many errors are reported before nobody reads on. What decides is the memory and the screen.
	mistakesMax = 500
	// detailMax is how many bytes of a diagnostic's detail are shown. It may quote a text of any length.
	detailMax = 2_000
	// columnsMax is the number of columns of a list. A spreadsheet of people has some dozens.
	columnsMax = 1_000

	// workMax is how much evaluating may cost, in bytes of the values that are built or walked through: some 30,000 recipients by
	// jsondecode(file(…)), in about a second.
	workMax = 64 << 20
	// rowWork is given anew for each expression of each row that HCL evaluates, so that the work for a list grows with the list.
	// It covers contains() in a list of 1,000 people. Compiled expressions are not counted.
	rowWork = 128 << 10
	// passWork is given anew each time that a campaign's recipients are read, for its asserts.
	passWork = 4 << 20
	// valueDepthMax is how deep values stand in one another, as in JSON that is decoded.
	valueDepthMax = 100
	// fileMax is what file() reads.
	fileMax = 16 << 20
	// patternMax bounds a regular expression, in steps of the program that it becomes.
	patternMax = 10_000
	// compiledMax is the number of nodes of an expression that is worth compiling, and compiledText the length of a text that a
	// compiled expression may make. Beyond them HCL evaluates, where everything is counted.
	compiledMax  = 5_000
	compiledText = csvrow.RowMax
)

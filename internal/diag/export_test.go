package diag

// Saying is what the library says.
type Saying = saying

// English is the text of its source.
func (s saying) English() string { return s.english }

// The tables.
var (
	Summaries = [][]saying{grammarSummaries, valueSummaries}
	Details   = [][]saying{grammarDetails, valueDetails, formDetails}
	Reasons   = [][]saying{reasons}
)

package hclspec

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/fstest"
	"unsafe"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/money"
)

// AmountOf reads yuan from a value.
func AmountOf(v cty.Value) (money.Fen, error) { return amountOf(v) }

// Yuan calls yuan().
func Yuan(v cty.Value) (cty.Value, error) { return yuanFunction.Call([]cty.Value{v}) }

// Clean is what clean() makes of a text.
func Clean(text string) string { return cleaned(text) }

// PotShares shares a total among n people by the given luck.
func PotShares(total, low, high money.Fen, luck []uint64) []money.Fen {
	var shares []money.Fen
	n := int64(len(luck))
	for _, l := range luck {
		share := potShare(total, n, low, high, l)
		shares = append(shares, share)
		total -= share
		n--
	}
	return shares
}

// Evaluator evaluates expressions over the cells a and b in both ways.
type Evaluator struct{ feed *listFeed }

// NewEvaluator loads a file with the columns a and b, a variable and a draw.
func NewEvaluator(t testing.TB) Evaluator {
	t.Helper()
	const frame = `
variable "bonus" {
  default = 0.88
}
draw "d" {
  seed = "lantern-2027"
  tier "high" {
    share  = 0.5
    amount = 8.88
  }
  tier "low" {
    share = 0.5
    min   = 1.00
    max   = 3.00
  }
}
merchant "main" {
  sandbox = true
}
campaign "c" {
  merchant  = merchant.main
  send_name = "a"
  act_name  = "b"
  wishing   = "c"
  remark    = "d"
  recipients_from "csv" {
    path   = "rows.csv"
    openid = row.a
    amount = row.b
  }
}`
	project, diags := Load(fstest.MapFS{"a.hcl": {Data: []byte(frame)}, "rows.csv": {Data: []byte("a,b\n")}}, Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	feed, ok := project.Campaigns[0].rows.feeds[0].(*listFeed)
	if !ok {
		t.Fatal("no feed")
	}
	return Evaluator{feed}
}

// Evaluate gives what an expression is as a text, an amount and a truth.
func (e Evaluator) Evaluate(t testing.TB, expr, a, b string) (fast, slow string) {
	t.Helper()
	feed := e.feed
	parsed, diags := parseExpression(expr)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	attr := &attribute{expr: parsed}
	attr.bind(feed.campaign.rows.draws, &loader{})
	attr.bindColumns(feed.header, feed.named)
	attr.prepare(feed.scope.meter)
	compiled := *attr
	compiled.compiled = compiler{feed: feed}.compile(parsed)
	x := &rowContext{scope: feed.scope, draws: feed.campaign.rows.draws, feed: feed, cells: []string{a, b}, key: a}
	x.plain = csvrow.PlainText(a) && csvrow.PlainText(b)
	return compiled.everything(x), attr.everything(x)
}

func (a *attribute) everything(x *rowContext) string {
	text, textErr := a.text(x)
	yuan, yuanErr := a.yuan(x)
	truth, truthErr := a.truth(x)
	return fmt.Sprintf("%q %v, %d %v, %t %v", text, textErr, yuan, yuanErr, truth, truthErr)
}

func parseExpression(text string) (hclsyntax.Expression, hcl.Diagnostics) {
	return hclsyntax.ParseExpression([]byte(text), "expression", hcl.InitialPos)
}

// Stream is a run over a campaign's recipients, to be measured.
type Stream struct{ s *stream }

// NewStream prepares a run.
func NewStream(c *Campaign, yield func(*Recipient) bool) Stream {
	return Stream{newStream(c, nil, yield)}
}

// Run is the complete stream.
func (s Stream) Run() hcl.Diagnostics { return s.s.run() }

// TableBytes is what the tables of keys and openids take.
func (s Stream) TableBytes() int {
	return (cap(s.s.keys.slots) + cap(s.s.openIDs.slots)) * int(unsafe.Sizeof(seenSlot{}))
}

// Evaluate decodes, validates and addresses the rows of the files and nothing else: no table, no digest.
func (s Stream) Evaluate() error {
	s.s.watchKeys, s.s.watchOpenIDs = false, false
	for _, one := range s.s.campaign.rows.feeds {
		feed, ok := one.(*listFeed)
		if !ok {
			return errors.New("not a file")
		}
		f, err := s.s.campaign.rows.sources.fsys.Open(feed.path)
		if err != nil {
			return err
		}
		r := csvrow.NewReader(f, nil, feed.comma)
		if _, err := r.Next(); err != nil {
			return err
		}
		if _, err := feed.rows(s.s, r); !errors.Is(err, io.EOF) {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	if diags := s.s.problems.all(); diags.HasErrors() {
		return diags
	}
	return nil
}

// SeenTable is a table of what went by.
type SeenTable struct{ t seenTable }

// Add remembers a text, or tells where it was before; hash 0 is the table's own.
func (s *SeenTable) Add(text string, hash uint64, place int, same func(place int) bool) (before int, found bool) {
	at, found := s.t.add(text, hash, uint64(place)+1, func(at uint64) bool { return same(int(at) - 1) })
	return int(at) - 1, found
}

// Grow makes room.
func (s *SeenTable) Grow(n int) { s.t.grow(n) }

// Used is how many texts are in the table, and Size how many it has room for.
func (s *SeenTable) Used() int { return s.t.used }

// Size is the number of slots.
func (s *SeenTable) Size() int { return len(s.t.slots) }

// What a call may cost, as the tests hold it against the arguments.
const (
	ValueCost     = valueCost
	WorkMax       = workMax
	PatternMax    = patternMax
	ValueDepthMax = valueDepthMax
)

// CallCost is what a call costs beyond its arguments and its result.
func CallCost(function string, args ...cty.Value) (int64, error) { return costs[function](args) }

// Weigh is what a value costs whoever walks through it, and what is wrong with it.
func Weigh(v cty.Value, most int64) (cost int64, deep, huge bool) {
	w := weight{most: most}
	w.value(v, 0)
	return w.cost, w.deep, w.huge
}

// The budgets of a campaign's texts, which tests go up to and beyond.
const (
	TextMax   = textMax
	TokenMax  = tokenMax
	FilesMax  = filesMax
	DepthMax  = depthMax
	PiecesMax = piecesMax
	BlocksMax = blocksMax
	LinesMax  = literalMax
)

package reconcile

import (
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
)

// Kind is what two of the three do not agree about. The zero value is invalid.
type Kind uint8

// The kinds, the gravest first.
const (
	_ Kind = iota
	Foreign
	Twice
	TwicePerson
	Missing
	Amount
	NotPaid
	InDoubt
	Back
	NotBack
	BackAmount
	ForeignBack
	Contradiction
	Broken
	Unlisted
	OtherTerms
	Unresolved
	Unpaid

	kinds = iota
)

// about is what people are told of a kind.
type about struct {
	name, what, advice string
	command            Command
}

// Command is what looks further into a difference.
type Command uint8

// The commands.
const (
	NoCommand Command = iota
	ShowPacket
	Refresh
	Rebuild
	ShowPlan
)

var abouts = [kinds]about{
	Foreign: {
		"foreign", "billed as a packet, unknown to the state",
		"Somebody else pays with this account, another folder does (name its state with -other-state), or a state was lost: look the number up in the merchant platform (商户平台), and let rebuild look for the campaign's own.", Rebuild,
	},
	Twice: {
		"twice", "one number billed more than once",
		"The platform pays a number once; keep the bill and ask WeChat Pay's support with the number.", ShowPacket,
	},
	TwicePerson: {
		"twice_person", "one person billed more than once in a campaign, without permission",
		"Both numbers were paid and are kept: look how the second one came to be.", ShowPacket,
	},
	Missing: {
		"missing", "recorded as paid, not in the bill of its day",
		"Packets may be paid from another account of the merchant: give its bill, too. Otherwise ask what became of the number.", Refresh,
	},
	Amount: {
		"amount", "billed with another amount than recorded",
		"The bill is the money; look at what was asked for.", ShowPacket,
	},
	NotPaid: {
		"not_paid", "billed, and recorded as not paid",
		"Money left for a number that counts as free: do not pay this person anew before it is clear.", ShowPacket,
	},
	InDoubt: {
		"in_doubt", "billed, and still in doubt in the state",
		"The bill shows that it was paid, not to whom; ask about it, so that the state knows.", Refresh,
	},
	Back: {
		"back", "the money is back, and the state does not know",
		"Ask about the packet, so that the state knows.", Refresh,
	},
	NotBack: {
		"not_back", "recorded as refunded, and no money back in the bill of its day",
		"The money may be booked to another account of the merchant: give its bill, too.", ShowPacket,
	},
	BackAmount: {
		"back_amount", "another amount came back than was paid",
		"A packet to one person comes back whole, once; ask WeChat Pay's support with the number.", ShowPacket,
	},
	ForeignBack: {
		"foreign_back", "a packet's money came back, and the state does not know the packet",
		"It may be a packet of somebody else, or of an earlier campaign with a state of its own.", Rebuild,
	},
	Contradiction: {
		"contradiction", "two bills tell differently of the same time",
		"One of them was changed or cut: download both again.", NoCommand,
	},
	Broken: {
		"broken", "the balances do not follow one another",
		"Rows are missing or were changed, or a bill in between is: download the bills again.", NoCommand,
	},
	Unlisted: {
		"unlisted", "paid, and no longer in the list",
		"Put the line back, or leave it: it stays on record.", ShowPacket,
	},
	OtherTerms: {
		"other_terms", "paid with another amount, or to another person, than the list says now",
		"The list was changed after it was paid; plan names the ways out.", ShowPlan,
	},
	Unresolved: {
		"unresolved", "in doubt, and not in the bills",
		"Ask about it; apply does so before it sends.", Refresh,
	},
	Unpaid: {
		"unpaid", "in the list and not paid",
		"plan tells why and what to do.", ShowPlan,
	},
}

// Kinds lists them, the gravest first.
func Kinds() []Kind {
	all := make([]Kind, 0, kinds-1)
	for k := Kind(1); int(k) < kinds; k++ {
		all = append(all, k)
	}
	return all
}

func (k Kind) about() about {
	if int(k) >= kinds {
		return about{name: "invalid"}
	}
	return abouts[k]
}

// String is the kind's name in events.
func (k Kind) String() string { return k.about().name }

// What says what does not agree.
func (k Kind) What() string { return k.about().what }

// Advice says what it may mean and what to do.
func (k Kind) Advice() string { return k.about().advice }

// Command is what looks further.
func (k Kind) Command() Command { return k.about().command }

// Difference is one thing that does not agree. What is not known of it is at its zero value.
type Difference struct {
	Kind     Kind
	Address  address.Address
	OpenID   string
	Number   string    // as the state has it, or as it stands in the bill
	Recorded money.Fen // or of the list, for what is not paid
	Billed   money.Fen
	At       time.Time // of the row
	File     string    // of the bill
	Line     int
	Note     string // what its kind does not say
}

package sandbox

import "strings"

// Person is a kind of recipient that a rehearsal or a test calls by the beginning of the openid.
type Person struct {
	Prefix string
	What   string
	// refusal answers every order for this person; code "" means the order goes through.
	refusal refusal
	opening opening
}

// opening is what a person does with a packet.
type opening uint8

const (
	_             opening = iota
	opensSometime         // within Options.OpenWithin, or never for Options.UnopenedShare
	opensAtOnce
	neverOpens
)

// anybody is every person whose openid begins with none of the prefixes.
var anybody = Person{opening: opensSometime}

// Persons lists the kinds. Openids of the platform are 28 characters of an even mix; one that begins with o, four capitals
// that spell a word, and an underscore is not met by chance.
func Persons() []Person { return append([]Person(nil), persons...) }

var persons = []Person{
	{Prefix: "oRISK_", What: "always blocked by risk control: NO_AUTH", refusal: riskBlocked, opening: opensSometime},
	{Prefix: "oFULL_", What: "always over today's number of packets: SENDNUM_LIMIT", refusal: sendNumLimit, opening: opensSometime},
	{Prefix: "oRICH_", What: "always over today's amount: RCVDAMOUNT_LIMIT", refusal: rcvdAmountLimit, opening: opensSometime},
	{Prefix: "oELSE_", What: "belongs to another appid: OPENID_ERROR", refusal: openIDError, opening: opensSometime},
	{Prefix: "oBURN_", What: "the first order fails for good (SEND_FAILED, then FAILED), the next one is paid", refusal: sendFailed, opening: opensSometime},
	{Prefix: "oDEAD_", What: "every order fails for good: SEND_FAILED, then FAILED", refusal: sendFailed, opening: opensSometime},
	{Prefix: "oLATE_", What: "answered with PROCESSING and paid twenty minutes later", refusal: processing, opening: opensSometime},
	{Prefix: "oAWAY_", What: "never opens: the money comes back after 24 hours", opening: neverOpens},
	{Prefix: "oOPEN_", What: "opens at once: RECEIVED", opening: opensAtOnce},
}

func personOf(openID string) Person {
	for _, person := range persons {
		if strings.HasPrefix(openID, person.Prefix) {
			return person
		}
	}
	return anybody
}

// failsAtOnce says that an order for this person ends in FAILED at once; earlier counts the person's orders that already did.
func (p Person) failsAtOnce(earlier int) bool {
	return p.refusal == sendFailed && (p.Prefix != "oBURN_" || earlier == 0)
}

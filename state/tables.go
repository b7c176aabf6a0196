package state

import (
	"context"
	"time"
)

// tables are what the writer reads and changes, in whichever database they are kept. All but picture and close is called by the writer's
// goroutine alone, reads and changes between begin and commit or rollback. What a transaction has changed, it reads. An error of any of them, but for those of picture and explain, is
// the end of the Store: nobody knows what it has left.
type tables interface {
	// begin starts a transaction for a batch of changes. Where the tables know beforehand what those will look up, they fetch it at once.
	begin(w *wanted) error
	// commit makes the transaction durable, with its head; before is the head that it began with.
	commit(h, before head) error
	// rollback takes back a transaction that has changed nothing, or one that has failed.
	rollback() error

	byID(id int64) (row[string], bool, error)
	byAddress(campaign int64, key string) (row[string], bool, error)
	byBillNo(no string) (row[string], bool, error)
	// others are the packets of a person in a campaign that bind, but for one.
	others(campaign int64, openID string, but int64) ([]row[string], error)
	retired(no string) (givenUpBy, bool, error)
	event(id int64) (event, error)
	// reading is a connection that sees what the transaction has changed.
	reading() (connection, error)

	insertPacket(r *row[string]) error
	// updatePacket changes the line that before was; what another hand made of it is not overwritten.
	updatePacket(before, after *row[string]) error
	retire(no string, packet, attempt int64) error
	insertEvent(e *eventLine) error
	insertForm(f *form) error
	insertCampaign(c CampaignRecord) error
	updateCampaign(c CampaignRecord) error
	insertRun(r Run) error
	endRun(r Run) error
	putMeta(key, value string) error

	// pause is how long the writer may have nothing to do before idle is called; 0: however long.
	pause() time.Duration
	// holds tells whether the right to write is certain to be there, or with aRequest to last as long as one takes, without asking anybody;
	// renew makes sure that it does, and is an error where somebody else has it.
	holds(aRequest bool) bool
	// away tells for how long what keeps the state has not answered; 0: it does. It may be called at any time.
	away() time.Duration
	renew() error
	// idle is called when nothing was to be done for a while, and after each commit.
	idle() error
	// explain gives an error of reading the type that tells the way out.
	explain(err error) error
	// failed makes the error that poisons the writer.
	failed(err error) *WriteError
	// picture reads the whole state anew, beside the writer.
	picture(ctx context.Context) (*Snapshot, error)
	// close gives everything back. After a failure nothing is tidied up.
	close(poison *WriteError) error
}

// lookup is what a change will look up, as far as whoever hands it in knows.
type lookup struct {
	id              int64
	campaigns       []string // the first one is that of the key
	key, openID, no string
}

// wanted is what the changes of a batch will look up.
type wanted struct {
	ids       []int64
	addresses []addressOf
	people    []personOf
	numbers   []string
}

type addressOf struct {
	campaign int64
	key      string
}

type personOf struct {
	campaign int64
	openID   string
}

// givenUpBy is the packet that gave a number up, and the attempt that it was.
type givenUpBy struct{ packet, attempt int64 }

// eventLine is an event as it is kept: in full, or as the words that fill a form.
type eventLine struct {
	*event
	kept, request string
	form          int64 // 0 for one that is kept in full
	crc           uint32
}

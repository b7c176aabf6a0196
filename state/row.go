package state

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"time"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// text is a column's text, owned or borrowed from SQLite until the next step.
type text interface{ ~string | ~[]byte }

// row is one line of the packet table. Times are milliseconds since 1970, 0 for NULL; texts are "" for NULL.
type row[T text] struct {
	id, campaign           int64
	key, openid            T
	amount                 int64
	billno                 T
	attempt                int64
	status                 Status
	request                int64 // the event that holds the frozen request
	tries                  int64
	inFlight, doubt        int64
	sendListID             T
	code, text             T
	platformStatus         T
	intentAt, sendingAt    int64
	outcomeAt, nextTryAt   int64
	receivedAt, refundedAt int64
	accepted               int64 // the event that holds the acceptance
	version                int64 // of the number, as billno.Version
	personal, named        int64
	noOrder                int64 // no request of the number that has ended made an order; see Packet.NoOrder
	crc                    uint32
}

// Widths of texts and numbers, wider than anything that redpack writes.
const (
	maxKeyBytes   = math.MaxUint16
	maxShortBytes = math.MaxUint8 // openid, billno, send_listid
	maxAttempt    = math.MaxUint16
)

// packetColumns is the order of row everywhere.
const (
	packetColumns   = packetColumnsV1 + "billno_version, personal, named, no_order, crc"                                     // for programs
	packetColumnsV1 = "id, campaign, key, openid, amount_fen, billno, attempt, status, request, tries, in_flight, doubt, " + // for programs
		"send_listid, err_code, err_text, platform_status, intent_at, sending_at, outcome_at, next_try_at, received_at, " + // for programs
		"refunded_at, accepted, " // for programs
)

// packetColumnsOf reads a file of an older schema as if it had the defaults of the newest one.
func packetColumnsOf(schema int) string {
	if schema == 1 {
		return packetColumnsV1 + "1, 0, 0, 0, crc"
	}
	return packetColumns
}

// checksum is the CRC-32C over every column but the crc itself. The encoding is unambiguous: numbers are varints, every
// text stands behind its length. What schema 2 added comes last, and only where it is not at its default, so that lines of
// schema 1 keep their checksums.
func (r *row[T]) checksum(scratch []byte) uint32 {
	b := append(scratch[:0], "packet\x00"...)
	for _, n := range [...]int64{
		r.id, r.campaign, r.amount, r.attempt, int64(r.status), r.request, r.tries, r.inFlight, r.doubt,
		r.intentAt, r.sendingAt, r.outcomeAt, r.nextTryAt, r.receivedAt, r.refundedAt, r.accepted,
	} {
		b = binary.AppendVarint(b, n)
	}
	for _, t := range [...]T{r.key, r.openid, r.billno, r.sendListID, r.code, r.text, r.platformStatus} {
		b = binary.AppendUvarint(b, uint64(len(t)))
		b = append(b, t...)
	}
	if r.version != int64(billno.ByKey) || r.personal|r.named|r.noOrder != 0 {
		for _, n := range [...]int64{r.version, r.personal, r.named, r.noOrder} {
			b = binary.AppendVarint(b, n)
		}
	}
	return crc32.Checksum(b, castagnoli)
}

// fieldsCRC is the checksum of a line of the small tables.
func fieldsCRC(table string, fields ...any) uint32 {
	b := append([]byte(table), 0)
	for _, field := range fields {
		switch v := field.(type) {
		case int64:
			b = binary.AppendVarint(append(b, 'n'), v)
		case string:
			b = binary.AppendUvarint(append(b, 't'), uint64(len(v)))
			b = append(b, v...)
		}
	}
	return crc32.Checksum(b, castagnoli)
}

// args are the values of packetColumns for a statement.
func (r *row[T]) args() []any {
	return []any{
		r.id, r.campaign, string(r.key), string(r.openid), r.amount, string(r.billno), r.attempt, r.status.String(),
		r.request, r.tries, r.inFlight, r.doubt, textOrNull(string(r.sendListID)), textOrNull(string(r.code)),
		textOrNull(string(r.text)), textOrNull(string(r.platformStatus)), r.intentAt, intOrNull(r.sendingAt),
		intOrNull(r.outcomeAt), intOrNull(r.nextTryAt), intOrNull(r.receivedAt), intOrNull(r.refundedAt),
		intOrNull(r.accepted), r.version, r.personal, r.named, r.noOrder, int64(r.crc),
	}
}

// packet is the row for callers, but for its campaign's name, request and acceptance, which lie elsewhere.
func (r *row[T]) packet() Packet {
	return Packet{
		ID: r.id, Key: string(r.key), OpenID: string(r.openid), Amount: money.Fen(r.amount),
		BillNo: billno.BillNo(r.billno), Attempt: int(r.attempt), Status: r.status,
		SendListID: string(r.sendListID), Code: string(r.code), Text: string(r.text), Tries: int(r.tries),
		InFlight: r.inFlight == 1, Doubt: r.doubt == 1,
		Version: billno.Version(r.version), Personal: r.personal == 1, Named: r.named == 1, NoOrder: r.ordersNothing(),
		IntentAt: instant(r.intentAt), SendingAt: instant(r.sendingAt), OutcomeAt: instant(r.outcomeAt),
		NextTryAt: instant(r.nextTryAt), PlatformStatus: string(r.platformStatus),
		ReceivedAt: instant(r.receivedAt), RefundedAt: instant(r.refundedAt),
	}
}

// ordersNothing is Packet.NoOrder: while a request is on its way nobody knows.
func (r *row[T]) ordersNothing() bool { return r.noOrder == 1 && r.inFlight == 0 }

// voided is Packet.Voided.
func (r *row[T]) voided() bool { return r.status == Failed && string(r.code) == CodeVoided }

// scanRow reads the row under a statement over packetColumns and checks it. The texts of a borrowed row live until the
// next step. Columns are read one by one as what the table says they are, because that is what costs least.
func scanRow(stmt line, r *row[[]byte], scratch []byte) error {
	integer, bytes := stmt.ColumnInt64, stmt.ColumnRawText
	*r = row[[]byte]{
		id: integer(0), campaign: integer(1), key: bytes(2), openid: bytes(3), amount: integer(4), billno: bytes(5),
		attempt: integer(6), status: parseStatus(bytes(7)), request: integer(8), tries: integer(9), inFlight: integer(10),
		doubt: integer(11), sendListID: bytes(12), code: bytes(13), text: bytes(14), platformStatus: bytes(15),
		intentAt: integer(16), sendingAt: integer(17), outcomeAt: integer(18), nextTryAt: integer(19),
		receivedAt: integer(20), refundedAt: integer(21), accepted: integer(22),
		version: integer(23), personal: integer(24), named: integer(25), noOrder: integer(26), crc: uint32(integer(27)),
	}
	if r.status == 0 || int64(r.checksum(scratch)) != integer(27) {
		return lang.Errorf("the record of packet %d does not match its checksum", "红包 %d 的数据和校验和不符", r.id)
	}
	if !r.fits() {
		return lang.Errorf("the record of packet %d holds more than redpack writes", "红包 %d 的数据超出了 redpack 会写入的范围", r.id)
	}
	if hasControl(r.key) || hasControl(r.openid) || hasControl(r.billno) {
		return lang.Errorf("the record of packet %d holds a control character, and redpack writes none",
			"红包 %d 的数据里有控制字符，而 redpack 从不写入控制字符", r.id)
	}
	return nil
}

// fits tells whether a row is within the widths of all that redpack writes. The table of a Snapshot has 32 bits for an id.
func (r *row[T]) fits() bool {
	return len(r.key) <= maxKeyBytes && max(len(r.openid), len(r.billno)) <= maxShortBytes && r.attempt >= 0 && r.attempt <= maxAttempt && r.tries >= 0 &&
		r.id <= math.MaxUint32
}

// hasControl tells whether a name holds what would begin a line of its own, or would be obeyed by a terminal, where it is shown: a checksum
// keeps no one from writing that into a file.
func hasControl[T string | []byte](name T) bool {
	for i := range len(name) {
		if name[i] < ' ' || name[i] == 0x7f {
			return true
		}
	}
	return false
}

// allowed tells whether a row is within the CHECK constraints of its table.
func (r *row[T]) allowed() bool {
	truths := r.inFlight | r.doubt | r.personal | r.named | r.noOrder
	return r.amount > 0 && r.attempt >= 0 && r.status != 0 && (truths == 0 || truths == 1)
}

// numbered is what belongs to the number of a row, and to its address.
type numbered struct {
	campaign, amount, attempt int64
	key, openid, billno       string
}

func (r *row[T]) numbered() numbered {
	return numbered{r.campaign, r.amount, r.attempt, string(r.key), string(r.openid), string(r.billno)}
}

// equals compares a borrowed row with one of our own.
func (r *row[T]) equals(o *row[string]) bool {
	return r.id == o.id && r.campaign == o.campaign && string(r.key) == o.key && string(r.openid) == o.openid && r.amount == o.amount &&
		string(r.billno) == o.billno && r.attempt == o.attempt && r.status == o.status && r.request == o.request && r.tries == o.tries &&
		r.inFlight == o.inFlight && r.doubt == o.doubt && string(r.sendListID) == o.sendListID && string(r.code) == o.code &&
		string(r.text) == o.text && string(r.platformStatus) == o.platformStatus && r.intentAt == o.intentAt && r.sendingAt == o.sendingAt &&
		r.outcomeAt == o.outcomeAt && r.nextTryAt == o.nextTryAt && r.receivedAt == o.receivedAt && r.refundedAt == o.refundedAt &&
		r.accepted == o.accepted && r.version == o.version && r.personal == o.personal && r.named == o.named && r.noOrder == o.noOrder &&
		r.crc == o.crc
}

// owned copies a borrowed row.
func (r *row[T]) owned() row[string] {
	return row[string]{
		id: r.id, campaign: r.campaign, key: string(r.key), openid: string(r.openid), amount: r.amount,
		billno: string(r.billno), attempt: r.attempt, status: r.status, request: r.request, tries: r.tries,
		inFlight: r.inFlight, doubt: r.doubt, sendListID: string(r.sendListID), code: string(r.code), text: string(r.text),
		platformStatus: string(r.platformStatus), intentAt: r.intentAt, sendingAt: r.sendingAt, outcomeAt: r.outcomeAt,
		nextTryAt: r.nextTryAt, receivedAt: r.receivedAt, refundedAt: r.refundedAt, accepted: r.accepted,
		version: r.version, personal: r.personal, named: r.named, noOrder: r.noOrder, crc: r.crc,
	}
}

// readRow steps a prepared statement over packetColumns once and yields its row; ok is false where there is none.
func readRow(stmt rows) (r row[string], ok bool, err error) {
	if !stmt.next() {
		return r, false, stmt.Err()
	}
	var borrowed row[[]byte]
	if err := scanRow(stmt, &borrowed, nil); err != nil {
		return r, false, damage{lang.Of(err)}
	}
	return borrowed.owned(), true, nil
}

// damage is a finding inside the file; whoever knows the path makes a CorruptError of it.
type damage struct{ why lang.Text }

func (d damage) Error() string { return d.why.English }

// Said is the finding in every language.
func (d damage) Said() lang.Text { return d.why }

// millis is how times stand in the file; 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

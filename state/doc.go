// Package state is the durable state of red packet campaigns: it knows what was promised and what was paid. It is kept in an SQLite file,
// readable a year later with nothing but sqlite3, or in a schema of a PostgreSQL database, for a merchant whose campaigns are applied from
// several places. What a packet may become, and what is refused, is written once (writer, transition, event); tables and connection are what
// the two kinds do differently. This comment is the specification of both.
//
// # Promises
//
//   - A method of Store returns only after its change is on disk (write-ahead log, synchronous=FULL; a database that would acknowledge what is
//     not is refused, or told not to). Up to 512 changes that wait at the same time share a transaction and its one sync.
//   - An intent is in the file before its request leaves; its request, nonce included, is kept so that it comes back word for word.
//   - One address has one packet, and one bill number has one packet for ever, also after that packet has moved on.
//   - One person has one packet in a campaign: no intent and no re-send while another packet of the same openid, in the same
//     campaign or in one that it was before, is anything but failed, unless the intent carries a permission or a person decided
//     that there may be a second. Who planned what does not matter; the transaction itself looks.
//   - What the bill numbers of a campaign have in common is frozen with the first of them, whatever its file says later.
//   - Every change of a packet is also an appended event. The events alone lead to the same packets (Check).
//   - A file that is damaged, emptied, cut off, mixed from two ages, older than it was, lost, newer, of somebody else, of another
//     endpoint, of two names, or copied while redpack was at work on it is refused with an error of its own type that says what
//     to do. Nothing is ever read as "nothing was sent yet" except where no state ever was. Only a state under whose account
//     nothing was ever accepted may change hands (Rebase).
//   - After a failed write or sync the Store accepts nothing more. What it had acknowledged is on disk.
//   - Read needs no lock, changes nothing and works while an apply runs.
//   - Nothing secret is in the file: no API key, no certificate, no signature.
//
// It does not promise to notice that a whole folder was replaced by an older copy of itself: the derived bill numbers,
// which repeat, keep that from paying twice. Nor does it notice a copy of a whole disk, which looks like the disk after a power
// cut. It does not encrypt: openids stand in the file, which is for its owner only (mode 0600, enforced on Unix).
//
// # Files
//
//	redpack.state         the database
//	redpack.state-wal     its write-ahead log; only while in use or after a crash, and then part of the state
//	redpack.state-shm     shared memory of the processes that use it; content does not matter
//	redpack.state.serial  the witness: serial and lineage at the last commit, rewritten in place after each one and not
//	                      synced. It may lag behind after a power cut. A state behind its witness has lost commits.
//	redpack.state.lock    held with flock or LockFileEx by the one process that writes; JSON with holder, tool, since and what
//	                      identifies the state file (inode and time of birth; on Windows volume and file index), emptied at a
//	                      clean end. What a crash leaves names the file that lies beside it; in a copy it names another one.
//	redpack.state.new     a state being created; renamed when it is complete
//
// A symbolic link is followed first, so these files lie beside the real one; but only to a state of the same user that is there
// already, and the files beside it are never links and have one name each. Network file systems are refused.
//
// # In a database
//
// The tables are those below, in one schema, with the same lines and checksums: Copy moves a state there and back. Three things differ.
//
//   - The right to write is a lease of 60 seconds on the server's clock (table lease), which every commit renews. Each holder raises the fence
//     and names it in every transaction, so that one who lost the lease, whatever it knows of that, writes nothing more; and before each
//     request it makes sure that the lease outlasts the request (Store.MaySend), so that it sends nothing more either.
//   - An error of COMMIT says nothing. The state is asked then: under its own fence, the next serial is this process's own commit. A server
//     that went back behind what it had acknowledged, as a standby may that was promoted before it had everything, is a *BehindError.
//   - It may serve several folders of one merchant, its projects. A campaign is of one project, and the picture of a project has its packets
//     alone; what others sent lately counts for the merchant's days. The table tally has each campaign's number of packets and the sum of
//     their checksums, which add up to head's, so that no packet of a project can be missing although not all are read.
//
// The witness is a file beside the campaign, on each machine that has one to keep.
//
// # Tables, schema 4
//
// All are STRICT. user_version is the schema, application_id is 0x7264706b ("rdpk"). Times are milliseconds since 1970,
// UTC. NULL means unset. IDs count from 1 without gaps. Nothing but head, packet, campaign, run and meta is ever updated
// and nothing is ever deleted. The view history shows every event in full.
//
//	meta      key, value, crc: lineage, mch_id, appid, endpoint (missing until one is told), seal (a key, see Snapshot.Seal), sandbox, created_by, created_at, tool
//	          (the version that ran last), moved_to (the state that goes on instead of this one), copied_from (the one
//	          that went on here, behind "unfinished: " until that one is marked), schema_crc (of the table definitions; only older redpacks look at it)
//	head      one line, rewritten by every transaction: serial, the number of packets, events, campaigns and runs, sum,
//	          crc. sum adds up the crc of every line of packet, campaign, run and meta.
//	campaign  id, name, billno_date (yyyymmdd), created_at, crc; series_version, series_scheme, series_with_key, series_campaign
//	          (its first name): with billno_date the frozen billno.Series, whose mch_id and appid stand in meta. series_version
//	          is 0 until it is frozen; a date alone was frozen by schema 1. project is the one that it is of, NULL in a file that never
//	          was in a database.
//	packet    one line for each address, see Packet; request and accepted are the events that hold the frozen request and
//	          a person's decision; billno_version (1 from the key, 2 from the person), personal, named, no_order are of the
//	          number. In flight, no_order speaks of the requests before.
//	retired   bill numbers that packets gave up, with the packet and its attempt. A voided packet may take up its own again, and
//	          a person one that nothing was ever paid under.
//	event     id, packet (NULL for events of a campaign), run, at, kind, detail (JSON), request, crc; see Kind and Detail. Where form is
//	          set, detail holds the words that fill it, and request is NULL.
//	form      id, detail, request: what many events have in common, with holes «1», «2» and so on; at most 1,024
//	run       id, plan_digest, owner, tool, started_at, ended_at, result, crc
//
// crc is CRC-32C (Castagnoli). Of a packet: over "packet\0", then id, campaign, amount_fen, attempt, status (as its number
// in the order below, from 1), request, tries, in_flight, doubt, intent_at, sending_at, outcome_at, next_try_at,
// received_at, refunded_at, accepted as signed varints, then key, openid, billno, send_listid, err_code, err_text,
// platform_status each behind its length as an unsigned varint; NULL counts as 0 or "". Then, unless they are 1, 0, 0, 0:
// billno_version, personal, named, no_order as signed varints. Of a line of another table: over its name and a zero byte, then its
// columns in order, a number as 'n' and a signed varint, a text as 't', its length and its bytes; the series columns of a campaign
// only where one is set, then its project where there is one. Of an event: over what it says in full, whatever its form, and not over the form; a form has no crc of its
// own, because every event of it notices what is wrong with it. So every line of schema 1 keeps the checksum that it had. Lines read are
// checked; every read also compares counts and sum with head.
//
// # Forms
//
// The events of a campaign differ in a few words: a bill number, an openid, a nonce. A word is as long a run as can be of letters,
// digits, '-', '_' and bytes from 0x80 on. An event of a form is the form with every hole «n» replaced by the nth word of the event's
// detail, where words stand with one space between. A text that is in need of «, one of more than 4 KiB, and one that is like no other
// are kept in full. A form is made of two texts that differ in words only, never changed, and written by the transaction of the first
// event that uses it; it comes out of the texts alone and knows nothing of XML and JSON.
//
// # Statuses
//
// reserved, unknown, held, refused, failed, sent, received, refunding, refunded. An intent begins as reserved, its first
// request counted as on its way. Outcomes lead along the arrows, and each status may be confirmed by the same outcome:
//
//	              ┌────────────► unknown ◄───────────┐
//	              │                 │                │
//	intent ──► reserved ──► held ───┤   refused ◄── reserved, unknown
//	              │          ▲      │      │
//	              │          └──────┤      │      (held from reserved and unknown only)
//	              ▼                 ▼      ▼
//	            failed ◄───────── any of these
//	              ┆
//	              └┄┄► reserved: a later attempt, another bill number
//
//	refunded ┄┄► reserved: a later attempt for the same person and amount (AfterRefund)
//	refused, and held without an order ┄┄► reserved: another person or amount (Correction). The same person keeps the number.
//
//	any of the above ──► sent ──► received
//	                      │ └───► refunding ──► refunded
//	                      └─────► failed (the platform took it back before anybody opened it)
//
// sent, received, refunding and refunded may be recorded over every status above them, because what the platform says
// about paid money is always worth more than what was believed before. Status.CanBecome is the table.
//
// Sending leads held and refused back to reserved, counts a try and marks the packet as in flight until the next outcome.
// If the try before it had no clear answer, the packet is in doubt from then on: a later refusal of a later request does
// not show that the earlier one did not pay. The platform's word on the number (sent, received, refunding, refunded,
// failed) ends the doubt. A packet whose every request was clearly refused is refused, however often it was sent.
//
// no_order begins as true with a number of schema 2 and becomes false for as long as the number lives with the first outcome that
// does not rule an order out, be it an answer's or a query's, with any outcome unknown, and with a request that leaves while the
// one before it is unanswered. named becomes true with the first outcome that names the person, and stays so for the number.
//
// Two decisions of ours also lead to failed. "VOIDED": the state was rebased to another account or endpoint; every packet is
// voided then, and may begin anew at any attempt, also with a number that it had. "RELEASED": a person decided that the number
// of a packet in doubt is another order's; not while a request is on its way, and never for a personal number, under which
// no other order can be. Failed packets go on at a later attempt; for another openid attempts begin anew.
//
// # Versions
//
// Whoever opens a file looks at user_version first and refuses what it does not know, naming the redpack that wrote it. Then it
// compares the table definitions with those that it knows of that version, byte for byte, before it touches a table. A writer
// brings older files up to date in one transaction, and a reader reads them as they are. A file of every version is kept in
// testdata and must always open.
//
// Schema 3 knew no projects. Schema 2 knew no forms: its events are all in full, and stay so. A database begins with schema 4.
//
// Schema 1 knew neither series nor persons: its numbers were all made from campaign and key. Read by today's redpack, a campaign with a
// frozen date and packets has the series {ByKey, the form of its numbers, its date, campaign ""} and keeps it; one with a date alone
// keeps that and is otherwise frozen as wanted.
package state

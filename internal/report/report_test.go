package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/testkit/eventschema"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/state"
)

const head = `
merchant "m" {
  sandbox = true
}
campaign "team" {
  merchant  = merchant.m
  date      = "2027-02-06"
  send_name = "研发一部"
  act_name  = "新年红包"
  remark    = "2027"
  wishing   = "新年快乐"
  recipients = {
`

// team is a campaign of people with yuan, and what the state knows of it.
func team(t testing.TB, people string, packets ...state.Packet) report.Source {
	t.Helper()
	var rows strings.Builder
	for i, each := range strings.Fields(people) {
		key, yuan, _ := strings.Cut(each, "=")
		fmt.Fprintf(&rows, "    %s = { openid = %q, amount = %s }\n", key, viewtest.OpenID(i), yuan)
	}
	return source(t, fstest.MapFS{"campaign.hcl": {Data: []byte(head + rows.String() + "  }\n}\n")}}, packets...)
}

func source(t testing.TB, files fstest.MapFS, packets ...state.Packet) report.Source {
	t.Helper()
	project, diags := hclspec.Load(files, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return report.Source{Campaign: project.Campaigns[0], Snapshot: state.NewSnapshot(packets), Tool: "0.1.0", Window: lang.Same("any time")}
}

var noon = time.Date(2027, 2, 6, 12, 0, 0, 0, beijing.Zone)

// packet is the n-th person's, sent at noon.
func packet(n int, key string, amount money.Fen, status state.Status, more ...func(*state.Packet)) state.Packet {
	p := state.Packet{
		Campaign: "team", Key: key, OpenID: viewtest.OpenID(n), Amount: amount, Status: status, Tries: 1,
		IntentAt: noon, SendingAt: noon, OutcomeAt: noon.Add(time.Second),
	}
	p.BillNo = billno.BillNo(fmt.Sprintf("19000001092027020600000000%02d", n))
	for _, each := range more {
		each(&p)
	}
	return p
}

func coded(code string) func(*state.Packet) { return func(p *state.Packet) { p.Code = code } }

// shown writes the sums and the exceptions of a report as a test wants to read them.
func shown(r *report.Report) string {
	var b strings.Builder
	for _, line := range report.ControlLines(&r.Control) {
		fmt.Fprintf(&b, "%s%s %d %s\n", line.Sign, line.Name, line.Packets, line.Amount.Yuan())
	}
	for _, d := range r.Days {
		fmt.Fprintf(&b, "%s sent %d %s received %d %s refunded %d %s\n", d.Day, d.Sent.Packets, d.Sent.Amount.Yuan(), d.Received.Packets,
			d.Received.Amount.Yuan(), d.Refunded.Packets, d.Refunded.Amount.Yuan())
	}
	for _, c := range r.Causes {
		fmt.Fprintf(&b, "%s: %d %s: %s\n", c.Name(), c.Packets, c.Amount.Yuan(), c.Next)
	}
	return b.String()
}

func TestSums(t *testing.T) {
	received := func(p *state.Packet) { p.ReceivedAt = noon.Add(13 * time.Hour) } // the day after
	refunded := func(p *state.Packet) { p.RefundedAt = noon.Add(25 * time.Hour) }
	for name, test := range map[string]struct {
		of   report.Source
		want string
	}{
		"nothing sent yet": {team(t, "a=1.00 b=2.00"), `
planned 2 3.00
received 0 0.00
waiting 0 0.00
refunded 0 0.00
in doubt 0 0.00
not paid 2 3.00
accounted for 2 3.00
`},
		"every status": {team(t, "a=1.01 b=2.02 c=4.04 d=8.08 e=16.16 f=32.32 g=64.64 h=128.28 i=1.11",
			packet(0, "a", 101, state.Received, received), packet(1, "b", 202, state.Sent), packet(2, "c", 404, state.Refunded, refunded),
			packet(3, "d", 808, state.Refunding), packet(4, "e", 1616, state.Unknown, coded("timeout")), packet(5, "f", 3232, state.Held, coded("FREQ_LIMIT")),
			packet(6, "g", 6464, state.Refused, coded("NO_AUTH")), packet(7, "h", 12828, state.Failed)), `
planned 9 257.66
received 1 1.01
waiting 1 2.02
refunded 2 12.12
in doubt 1 16.16
not paid 4 226.35
accounted for 9 257.66
2027-02-06 sent 4 15.15 received 0 0.00 refunded 0 0.00
2027-02-07 sent 0 0.00 received 1 1.01 refunded 1 4.04
in doubt, unknown timeout: 1 16.16: redpack refresh team
failed: 1 128.28: redpack apply -retry-failed -only=team/h
refused NO_AUTH: 1 64.64: redpack apply -retry-refused -only=team/g
held FREQ_LIMIT: 1 32.32: redpack apply -only=team/f
refunded: 1 4.04: redpack apply -resend-refunded -only=team/c
refunded, refunding: 1 8.08: redpack refresh team
`},
		"paid other than the file says": {team(t, "a=9.99 b=2.00 c=3.00", packet(0, "a", 100, state.Received, received),
			packet(7, "b", 200, state.Sent), packet(2, "c", 500, state.Failed), packet(9, "gone", 700, state.Sent),
			packet(8, "gone2", 800, state.Refused)), `
planned 3 14.99
+2 recorded otherwise 0 -8.99
+no longer in the file 1 7.00
to account for 4 13.00
received 1 1.00
waiting 2 9.00
refunded 0 0.00
in doubt 0 0.00
not paid 1 3.00
accounted for 4 13.00
2027-02-06 sent 3 10.00 received 0 0.00 refunded 0 0.00
2027-02-07 sent 0 0.00 received 1 1.00 refunded 0 0.00
conflict, received: 1 1.00: redpack plan -only=team/a
conflict, sent: 1 2.00: redpack plan -only=team/b
no longer in the file, sent: 1 7.00: redpack show team/gone
failed: 1 3.00: redpack apply -only=team/c
`},
		"doubt": {team(t, "a=1.00 b=2.00 c=3.00 d=4.00 e=5.00", packet(0, "a", 100, state.Reserved), packet(1, "b", 200, state.Unknown, coded(state.CodeStranger)),
			packet(2, "c", 300, state.Unknown, coded(state.CodeUnheard)), packet(3, "d", 400, state.Held, func(p *state.Packet) { p.Doubt = true }),
			packet(4, "e", 500, state.Unknown, func(p *state.Packet) { p.IntentAt, p.SendingAt = noon.AddDate(0, 0, -31), noon.AddDate(0, 0, -31) })), `
planned 5 15.00
received 0 0.00
waiting 0 0.00
refunded 0 0.00
in doubt 5 15.00
not paid 0 0.00
accounted for 5 15.00
in doubt, held: 1 4.00: redpack refresh team
in doubt, reserved: 1 1.00: redpack refresh team
in doubt, unknown: 1 5.00: redpack state accept team/e -reason=…
in doubt, unknown ANOTHER_ORDER: 1 2.00: redpack state accept team/b -reason=…
in doubt, unknown NOT_HEARD_OF: 1 3.00: redpack apply -retry-failed -only=team/c
`},
		"voided": {team(t, "a=1.00", packet(0, "a", 100, state.Failed, coded(state.CodeVoided))), `
planned 1 1.00
received 0 0.00
waiting 0 0.00
refunded 0 0.00
in doubt 0 0.00
not paid 1 1.00
accounted for 1 1.00
`},
	} {
		t.Run(name, func(t *testing.T) {
			made := viewtest.Report(t, test.of)
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), shown(made)); diff != "" {
				t.Error("-want +got\n" + diff)
			}
			if !made.Balanced() {
				t.Error("the sums do not meet")
			}
		})
	}
}

// Several packets of one cause have one command for all of them.
func TestOneCommandForAll(t *testing.T) {
	made := viewtest.Report(t, team(t, "a=1.00 b=2.00 c=3.00 d=4.00 e=5.00 f=6.00", packet(0, "a", 100, state.Failed), packet(1, "b", 200, state.Failed),
		packet(2, "c", 300, state.Refused, coded("NO_AUTH")), packet(3, "d", 400, state.Refused, coded("NO_AUTH")),
		packet(4, "e", 500, state.Refunded), packet(5, "f", 600, state.Refunded)))
	var got []string
	for _, c := range made.Causes {
		got = append(got, c.Next)
	}
	want := []string{"redpack apply -retry-failed team", "redpack apply -retry-refused team", "redpack apply -resend-refunded team"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A key that is an openid is masked, and then no command names it.
func TestKeysThatAreOpenidsAreNotTold(t *testing.T) {
	id := "oX12abcdefghijklmnopqrstuv9K"
	people := id + "=1.00"
	made := viewtest.Report(t, team(t, people, packet(0, id, 100, state.Failed)))
	if got := made.Exceptions[0]; got.Next != "redpack apply -retry-failed team" || got.Address != "team/oX12..uv9K" {
		t.Errorf("%q %q", got.Next, got.Address)
	}
	s := team(t, people, packet(0, id, 100, state.Failed))
	s.Style.ShowOpenID = true
	if got := viewtest.Report(t, s).Exceptions[0]; got.Next != "redpack apply -retry-failed -only=team/"+id || got.Address != "team/"+id {
		t.Errorf("%q %q", got.Next, got.Address)
	}
}

// The moment of a report is the last that the state knows, whatever the clock says.
func TestAsOfIsTheStates(t *testing.T) {
	made := viewtest.Report(t, team(t, "a=1.00", packet(0, "a", 100, state.Sent)))
	if want := noon.Add(time.Second); !made.AsOf.Equal(want) || made.Overdue != 0 {
		t.Errorf("as of %v, %d overdue", made.AsOf, made.Overdue)
	}
	late := packet(1, "b", 200, state.Sent, func(p *state.Packet) { p.IntentAt, p.SendingAt = noon.AddDate(0, 0, 2), noon.AddDate(0, 0, 2) })
	made = viewtest.Report(t, team(t, "a=1.00 b=2.00", packet(0, "a", 100, state.Sent), late))
	if made.Overdue != 1 {
		t.Errorf("%d overdue", made.Overdue)
	}
	if got, want := report.Knowledge(made).English, "2 packets not opened yet, 1 of them after more than 24 hours: opened or returned by now, and not asked "+
		"about since. WeChat Pay was never asked about them."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Numbers that packets had before are told of: their money left and came back once more.
func TestEarlierNumbers(t *testing.T) {
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	event := func(id int64, at time.Time, kind state.Kind, d state.Detail) state.Event {
		return state.Event{Packet: id, At: at, Kind: kind, Detail: d}
	}
	earlier := &report.Earlier{}
	for _, e := range []state.Event{
		event(1, day(-3), state.KindIntent, state.Detail{Amount: 100, BillNo: "190000010920270203earlier001"}),
		event(1, day(-3), state.KindOutcome, state.Detail{Status: "sent"}),
		event(1, day(-2), state.KindOutcome, state.Detail{Status: "refunded", RefundedAt: day(-2).UnixMilli()}),
		event(1, day(0), state.KindAttempt, state.Detail{Amount: 100, Attempt: 1}),
		event(1, day(0), state.KindOutcome, state.Detail{Status: "sent"}),
		event(2, day(-1), state.KindIntent, state.Detail{Amount: 200}),
		event(2, day(-1), state.KindOutcome, state.Detail{Status: "failed"}),
		event(2, day(0), state.KindAttempt, state.Detail{Amount: 200, Attempt: 1}),
		event(3, day(-5), state.KindRestored, state.Detail{Amount: 400, Status: "refunded", OutcomeAt: day(-4).UnixMilli()}),
		event(3, day(0), state.KindAttempt, state.Detail{Amount: 400, Attempt: 1}),
		event(3, day(0), state.KindSending, state.Detail{}),
	} {
		if err := earlier.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	s := team(t, "a=1.00 b=2.00 c=4.00", packet(0, "a", 100, state.Sent), packet(1, "b", 200, state.Sent), packet(2, "c", 400, state.Sent))
	s.Earlier = earlier
	made := viewtest.Report(t, s)
	want := `planned 3 7.00
received 0 0.00
waiting 3 7.00
refunded 0 0.00
in doubt 0 0.00
not paid 0 0.00
accounted for 3 7.00
2027-02-01 sent 1 4.00 received 0 0.00 refunded 0 0.00
2027-02-02 sent 0 0.00 received 0 0.00 refunded 1 4.00
2027-02-03 sent 1 1.00 received 0 0.00 refunded 0 0.00
2027-02-04 sent 0 0.00 received 0 0.00 refunded 1 1.00
2027-02-06 sent 3 7.00 received 0 0.00 refunded 0 0.00
`
	if diff := cmp.Diff(want, shown(made)); diff != "" {
		t.Error(diff)
	}
	if made.Earlier != (money.Tally{Packets: 2, Amount: 500}) {
		t.Errorf("earlier %v", made.Earlier)
	}
	if drawn, told := made.Timeline[len(made.Timeline)-1].Sent, made.Days[len(made.Days)-1].SentSoFar.Amount; drawn != told {
		t.Errorf("%s sent in the picture, %s by day", drawn, told)
	}
	var numbers []string
	if err := s.Items(func(one *report.Item) error { numbers = append(numbers, one.Values(nil)[19]); return nil }); err != nil {
		t.Fatal(err)
	}
	if numbers[0] != "190000010920270203earlier001" || numbers[1] != "" {
		t.Errorf("the numbers before are %q", numbers)
	}
	var cohorts []string
	for _, d := range report.Cohorts(s.Snapshot.ByID(), earlier) {
		cohorts = append(cohorts, fmt.Sprintf("%s: %s sent, %s waiting, %s refunded", d.Day, d.Sent().Amount.Yuan(), d.Of(report.Waiting).Amount.Yuan(),
			d.Of(report.Refunded).Amount.Yuan()))
	}
	if diff := cmp.Diff([]string{
		"2027-02-01: 4.00 sent, 0.00 waiting, 4.00 refunded", "2027-02-03: 1.00 sent, 0.00 waiting, 1.00 refunded", "2027-02-06: 7.00 sent, 7.00 waiting, 0.00 refunded",
	}, cohorts); diff != "" {
		t.Error(diff)
	}

	// The history is read after the rows: a number that was given up in between is still the one of the row.
	s = team(t, "a=1.00", packet(0, "a", 100, state.Refunded, func(p *state.Packet) { p.BillNo = "190000010920270203earlier001" }))
	s.Earlier = earlier
	if made = viewtest.Report(t, s); made.Earlier.Packets != 0 || made.Days[0].Sent.Packets != 1 {
		t.Errorf("counted twice: earlier %v, days %v", made.Earlier, made.Days)
	}

	// Sent again, refused, and taken out of the file: the first number was sent and came back all the same.
	s = team(t, "b=2.00", packet(0, "a", 100, state.Refused), packet(1, "b", 200, state.Sent))
	s.Earlier = earlier
	if made = viewtest.Report(t, s); made.Earlier != (money.Tally{Packets: 1, Amount: 100}) || made.Days[0].Day != "2027-02-03" || !made.Balanced() {
		t.Errorf("earlier %v, days %v", made.Earlier, made.Days)
	}
}

// What a spreadsheet reads back is what the state holds, and no cell can be run or rounded.
func TestCSVIsReadBack(t *testing.T) {
	s := viewtest.Reported(t, page.Style{ShowLabels: true})
	var excel, plain bytes.Buffer
	made, diags, err := report.New(s, report.NewCSV(&excel, false))
	if err != nil || diags.HasErrors() {
		t.Fatal(diags, err)
	}
	if _, _, err := report.New(s, report.NewCSV(&plain, true)); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(excel.String(), "\uFEFF")
	if !marked || strings.Count(text, "\r\n") != made.Rows+1 || strings.Count(text, "\n") != made.Rows+1 {
		t.Error("byte order mark or line ends")
	}
	if strings.ContainsAny(plain.String(), "\uFEFF\r\t") {
		t.Error("the plain values are not plain")
	}
	guarded, values := rows(t, text), rows(t, plain.String())
	if diff := cmp.Diff(report.Columns, values[0]); diff != "" {
		t.Error(diff)
	}
	planned, byStanding := money.Fen(0), map[string]money.Fen{}
	for i, row := range values[1:] {
		for column, value := range row {
			if got := strings.TrimPrefix(guarded[i+1][column], "\t"); got != value {
				t.Errorf("line %d: %s is %q and %q", i+2, report.Columns[column], guarded[i+1][column], value)
			}
		}
		byStanding[row[17]] += yuan(t, row[4])
		planned += yuan(t, row[18])
	}
	if planned != made.Planned.Amount {
		t.Errorf("the column planned_yuan comes to %s, the report says %s", planned, made.Planned.Amount)
	}
	for _, standing := range report.Standings() {
		if got := byStanding[standing.String()]; got != made.Of(standing).Amount {
			t.Errorf("%s comes to %s, the report says %s", standing, got, made.Of(standing).Amount)
		}
	}
}

func yuan(t *testing.T, text string) money.Fen {
	t.Helper()
	if text == "" {
		return 0
	}
	fen, err := money.ParseYuan(text)
	if err != nil {
		t.Fatal(err)
	}
	return fen
}

func rows(t *testing.T, text string) [][]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var guarded = map[string]string{
	"MAR1": "\tMAR1", "sept2": "\tsept2", "Dec-07": "\tDec-07", "1-Jan": "\t1-Jan", "5月1日": "\t5月1日", "2027年2月": "\t2027年2月", "12:30 PM": "\t12:30 PM",
	"10%": "\t10%", ".5": "\t.5", "(5)": "\t(5)", "¥8.88": "\t¥8.88", "$5": "\t$5", "TRUE": "\tTRUE", "false": "\tfalse",
	"mars1": "mars1", "open1": "open1", "may": "may", "5号楼": "5号楼", "1班": "1班", "3b": "3b", "1a": "1a", "Sep 5, 2027": "\tSep 5, 2027", "5 pm": "\t5 pm", "(王)": "(王)", "Trueman": "Trueman", "decade10": "decade10",
	"":                             "",
	"u0001":                        "u0001",
	"王伟":                           "王伟",
	"42":                           "42",
	"007":                          "\t007",
	"1900006789202702060123456789": "\t1900006789202702060123456789",
	"190000678920270206E123456789": "\t190000678920270206E123456789",
	"1234567890123456":             "\t1234567890123456",
	"123456789012345":              "123456789012345",
	"3-4":                          "\t3-4",
	"1/2":                          "\t1/2",
	"8:30":                         "\t8:30",
	"1E5":                          "\t1E5",
	"0x10":                         "0x10",
	"=1+1":                         "'=1+1",
	"+8613800000000":               "'+8613800000000",
	"-1":                           "'-1",
	"@SUM(A1)":                     "'@SUM(A1)",
	"\t=1":                         "'\t=1",
	"\r=1":                         "'\r=1",
	"＝1":                           "'＝1",
}

func TestGuarded(t *testing.T) {
	for text, want := range guarded {
		if got := report.Guarded(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// FuzzGuarded: no guarded text is run as a formula, and behind the guard it is as it was.
func FuzzGuarded(f *testing.F) {
	for text := range guarded {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := report.Guarded(text)
		if got != text && (len(got) != len(text)+1 || got[1:] != text || got[0] != '\'' && got[0] != '\t') {
			t.Fatalf("%q became %q", text, got)
		}
		if got == text && text != "" && strings.ContainsAny(text[:1], "=+-@\t\r\n") {
			t.Fatalf("%q is run", text)
		}
	})
}

// Every form of the same report is the same bytes, and the CSV has the sum that the others name.
func TestSameBytes(t *testing.T) {
	var sums []string
	for range 2 {
		var out bytes.Buffer
		csv := report.NewCSV(&out, false)
		s := viewtest.Reported(t, page.Style{ShowLabels: true})
		made, _, err := report.New(s, csv)
		if err != nil {
			t.Fatal(err)
		}
		if made.SHA256 != viewtest.Report(t, s).SHA256 || made.SHA256 != csv.Sum() {
			t.Error("another sum")
		}
		if err := report.JSON(&out, made, s.Items); err != nil {
			t.Fatal(err)
		}
		sums = append(sums, out.String())
	}
	if sums[0] != sums[1] {
		t.Error("not the same bytes")
	}
}

// JSON is as its schema says, with all items and, in an event, without.
func TestJSONSchema(t *testing.T) {
	schema, err := eventschema.Read("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]report.Source{
		"spring": viewtest.Reported(t, page.Style{}), "empty": team(t, "a=1.00"), "shown": viewtest.Reported(t, page.Style{ShowLabels: true, ShowOpenID: true}),
	} {
		made := viewtest.Report(t, s)
		var out bytes.Buffer
		if err := report.JSON(&out, made, s.Items); err != nil {
			t.Fatal(err)
		}
		if err := schema.Document(out.Bytes()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var whole struct {
			Items []json.RawMessage `json:"items"`
		}
		if err := json.Unmarshal(out.Bytes(), &whole); err != nil || len(whole.Items) != made.Rows {
			t.Errorf("%s: %d items of %d, %v", name, len(whole.Items), made.Rows, err)
		}
		inEvent, err := json.Marshal(made.Document())
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Document(inEvent); err != nil {
			t.Errorf("%s, in an event: %v", name, err)
		}
		if !strings.HasPrefix(out.String(), report.JSONBegin) {
			t.Errorf("begins with %q", out.String()[:20])
		}
	}
}

// Openids are masked unless somebody asks for them, and then the report says so.
func TestPersonal(t *testing.T) {
	masked, open := viewtest.Reported(t, page.Style{}), viewtest.Reported(t, page.Style{ShowOpenID: true})
	var out bytes.Buffer
	made, _, err := report.New(masked, report.NewCSV(&out, false))
	if err != nil || made.Personal || strings.Contains(out.String(), viewtest.PlantedOpenID) {
		t.Error("the masked report", err)
	}
	out.Reset()
	made, _, err = report.New(open, report.NewCSV(&out, false))
	if err != nil || !made.Personal || !strings.Contains(out.String(), viewtest.PlantedOpenID) {
		t.Error("the open report", err)
	}
}

// A list that cannot be read makes no report, and a writer that fails is an error.
func TestNoHalfReport(t *testing.T) {
	files := viewtest.Spring()
	files["员工名单.csv"] = &fstest.MapFile{Data: []byte("id,openid,amount,name\nu1," + viewtest.OpenID(1) + ",none,x\n")}
	made, diags, err := report.New(source(t, files), nil)
	if made != nil || !diags.HasErrors() || err != nil {
		t.Error(made, diags, err)
	}
	if err := source(t, files).Items(func(*report.Item) error { return nil }); err == nil {
		t.Error("items of a list that cannot be read")
	}
	s := viewtest.Reported(t, page.Style{})
	if made, _, err = report.New(s, report.NewCSV(viewtest.Broken{}, false)); made != nil || err == nil {
		t.Error("a broken writer")
	}
	enough := errors.New("enough")
	if err := s.Items(func(*report.Item) error { return enough }); !errors.Is(err, enough) {
		t.Error(err)
	}
	if err := report.JSON(viewtest.Broken{}, viewtest.Report(t, s), s.Items); err == nil {
		t.Error("a broken writer")
	}
}

func TestCharts(t *testing.T) {
	at := func(after time.Duration) func(*state.Packet) {
		return func(p *state.Packet) { p.ReceivedAt = noon.Add(after) }
	}
	made := viewtest.Report(t, team(t, "a=1.00 b=1.00 c=2.00 d=4.00", packet(0, "a", 100, state.Received, at(time.Minute)),
		packet(1, "b", 100, state.Received, at(5*time.Hour+time.Minute)), packet(2, "c", 200, state.Received, at(23*time.Hour)), packet(3, "d", 400, state.Sent)))
	o := made.Opened
	if o.Sent != 4 || o.Within[0] != 0 || o.Within[1] != 1 || o.Within[5] != 1 || o.Within[6] != 2 || o.Within[24] != 3 {
		t.Errorf("opened %v", o)
	}
	if diff := cmp.Diff([]report.Bin{{From: 100, To: 100, Packets: 2}, {From: 200, To: 200, Packets: 1}, {From: 400, To: 400, Packets: 1}}, made.Amounts); diff != "" {
		t.Error(diff)
	}
	var got []string
	for _, m := range made.Timeline {
		got = append(got, fmt.Sprintf("%s %s %s", report.Clock(m.At), m.Sent.Yuan(), m.Received.Yuan()))
	}
	want := []string{
		"2027-02-06 12:00:00 0.00 0.00", "2027-02-06 13:00:00 8.00 1.00", "2027-02-06 18:00:00 8.00 2.00", "2027-02-07 12:00:00 8.00 4.00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Many amounts share bars, of which each packet is in one.
func TestManyAmountsShareBars(t *testing.T) {
	var people strings.Builder
	for i := range 400 {
		fmt.Fprintf(&people, "u%d=%s ", i, money.Fen(100+i*37).Yuan())
	}
	made := viewtest.Report(t, team(t, people.String()))
	packets := 0
	for i, bin := range made.Amounts {
		packets += bin.Packets
		if i > 0 && bin.From != made.Amounts[i-1].To+1 {
			t.Errorf("a gap before %v", bin)
		}
	}
	if packets != 400 || len(made.Amounts) > 12 || len(made.Amounts) < 5 {
		t.Errorf("%d packets in %d bars", packets, len(made.Amounts))
	}
}

// Everything that is known of a packet stands in its line: instants in Beijing time, amounts in yuan, why a person left it as it is.
func TestValues(t *testing.T) {
	p := packet(0, "a", 101, state.Refunded, func(p *state.Packet) {
		p.SendListID, p.Attempt, p.Tries = "1000041701201702068888888888888", 2, 3
		p.SendingAt, p.RefundedAt = noon.Add(12*time.Hour).UTC(), noon.Add(36*time.Hour).UTC()
		p.Accepted = state.Acceptance{Reason: "agreed with " + viewtest.PlantedOpenID, By: "mei", At: noon, OpenID: viewtest.OpenID(0), Amount: 500}
	})
	var got []string
	if err := team(t, "a=5.00", p).Items(func(one *report.Item) error { got = one.Values(nil); return nil }); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"team/a", "a", "", "oX12..ab9K", "1.01", "1900000109202702060000000000", "1000041701201702068888888888888", "refunded", "", "",
		"2027-02-06 12:00:00", "2027-02-07 00:00:00", "", "2027-02-08 00:00:00", "2", "3", "agreed with oPLA..own0", "refunded", "5.00", "", "", "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Of packets that are recorded, but begin anew, and of such that nobody has begun, nothing of an order is told.
func TestNotBegun(t *testing.T) {
	for _, s := range []report.Source{team(t, "a=5.00"), team(t, "a=5.00", packet(0, "a", 100, state.Failed, coded(state.CodeReleased)))} {
		err := s.Items(func(one *report.Item) error {
			if got := strings.Join(one.Values(nil), ","); got != "team/a,a,,oX12..ab9K,5.00,,,not begun,,,,,,,,,,not paid,5.00,,," {
				t.Error(got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestClock(t *testing.T) {
	for _, at := range []time.Time{noon, noon.Add(-time.Nanosecond), noon.AddDate(-1000, 9, 23), time.Unix(0, 0)} {
		if got, want := report.Clock(at), at.In(beijing.Zone).Format(report.ClockLayout); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestCohorts(t *testing.T) {
	packets := state.NewSnapshot([]state.Packet{
		packet(0, "a", 100, state.Received), packet(1, "b", 200, state.Sent), packet(2, "c", 400, state.Refunding), packet(3, "d", 800, state.Unknown),
		packet(4, "e", 1600, state.Refused), packet(5, "f", 3200, state.Refunded, func(p *state.Packet) { p.SendingAt = noon.Add(12 * time.Hour) }),
	}).ByID()
	days := report.Cohorts(packets, nil)
	var got []string
	for _, d := range days {
		got = append(got, fmt.Sprintf("%s: %d %s, %s %s %s, %s", d.Day, d.Sent().Packets, d.Sent().Amount.Yuan(), d.Of(report.Received).Amount.Yuan(),
			d.Of(report.Waiting).Amount.Yuan(), d.Of(report.Refunded).Amount.Yuan(), d.Of(report.InDoubt).Amount.Yuan()))
	}
	if diff := cmp.Diff([]string{"2027-02-06: 3 7.00, 1.00 2.00 4.00, 8.00", "2027-02-07: 1 32.00, 0.00 0.00 32.00, 0.00"}, got); diff != "" {
		t.Error(diff)
	}
	if total := report.Total(days); total.Sent() != (money.Tally{Packets: 4, Amount: 3900}) {
		t.Errorf("%+v", total.Sent())
	}
}

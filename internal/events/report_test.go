package events_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/eventschema"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
)

// A report in an event is as the schema of reports says, and of several the last one carries the exit code.
func TestReportEvents(t *testing.T) {
	made := viewtest.Report(t, viewtest.Reported(t, page.Style{}))
	out, err := stream(page.Style{}, func(j *events.JSON) error {
		if err := j.Report(made, []string{"out/spring-2027.csv"}); err != nil {
			return err
		}
		if err := j.Report(made, nil); err != nil {
			return err
		}
		return j.End(0)
	})
	if err != nil {
		t.Fatal(err)
	}
	ends(t, checked(t, out), "report", 0)
	schema, err := eventschema.Read("../report/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	reports := 0
	for line := range strings.Lines(out) {
		var event struct {
			Type   string          `json:"type"`
			Report json.RawMessage `json:"report"`
			Files  []string        `json:"files"`
		}
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatal(err)
		}
		if event.Type != "report" {
			continue
		}
		if reports++; event.Files == nil {
			t.Error("no list of files is a list without files")
		}
		if err := schema.Document(event.Report); err != nil {
			t.Error(err)
		}
	}
	if reports != 2 {
		t.Errorf("%d reports", reports)
	}
}

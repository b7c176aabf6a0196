package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// savedFormat is the version of the plan files that this redpack writes, and the only one that it reads. The digests of
// format 1 do not cover everything that those of format 2 do.
const savedFormat = 2

// savedFile is the frame of a plan file. Its first two members tell versions apart before anything else is read.
type savedFile struct {
	Format   int    `json:"redpack_plan"`
	Tool     string `json:"written_by"`
	ID       string `json:"id"`
	Plan     *Saved `json:"plan"`
	Seal     string `json:"seal,omitempty"`
	Used     *Use   `json:"used"`
	Checksum string `json:"checksum"` // over all members above
}

// ErrNotSaved says that a file is no plan file at all.
var ErrNotSaved = errors.New("this is no saved plan of redpack")

// NewerSavedError says that a newer redpack wrote a plan file.
type NewerSavedError struct {
	Format int
	Tool   string // that wrote it
}

func (e *NewerSavedError) Error() string {
	return fmt.Sprintf("the plan has format %d, written by redpack %s; this redpack reads formats up to %d. Use that version or a newer "+
		"one, or make a new plan", e.Format, e.Tool, savedFormat)
}

// OlderSavedError says that a plan file is of a format whose digests do not cover all that an approval has to.
type OlderSavedError struct {
	Format int
	Tool   string // that wrote it
}

func (e *OlderSavedError) Error() string {
	return fmt.Sprintf("the plan has format %d, written by redpack %s; its digest does not cover everything that decides who is paid, as "+
		"that of format %d does, so nothing shows that the files still mean what was approved. Make a new plan and have it approved",
		e.Format, e.Tool, savedFormat)
}

// DamagedSavedError says that a plan file is not as redpack wrote it.
type DamagedSavedError struct{ Why string }

func (e *DamagedSavedError) Error() string {
	return "the plan was altered or damaged after it was saved (" + e.Why + "), so nothing shows that it is what was approved. Make a new plan"
}

// ID names the plan for ever: the SHA-256 over everything it holds, in hex. The runs that it is used for are recorded under
// it.
func (s *Saved) ID() (string, error) {
	content, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	return hashed("redpack.plan.v1", content), nil
}

// hashed is a SHA-256 in hex; what says which kind of content it is of.
func hashed(what string, content []byte) string {
	sum := sha256.Sum256(append([]byte(what+"\n"), content...))
	return hex.EncodeToString(sum[:])
}

// EncodeSaved writes a plan file.
func EncodeSaved(s *Saved) ([]byte, error) {
	id, err := s.ID()
	if err != nil {
		return nil, err
	}
	file := savedFile{Format: savedFormat, Tool: s.Tool, ID: id, Plan: s, Seal: s.Seal, Used: s.Used}
	content, err := json.Marshal(file)
	if err != nil {
		return nil, err
	}
	file.Checksum = hashed("redpack.planfile.v1", content)
	text, err := json.MarshalIndent(file, "", " ")
	return append(text, '\n'), err
}

// DecodeSaved reads a plan file. What it accepts is byte for byte what EncodeSaved writes, so there is no second way to
// write the same plan, and no altered byte goes unnoticed. The errors are ErrNotSaved, *NewerSavedError,
// *OlderSavedError and *DamagedSavedError.
func DecodeSaved(data []byte) (*Saved, error) {
	var header struct {
		Format *int   `json:"redpack_plan"`
		Tool   string `json:"written_by"`
	}
	switch err := json.Unmarshal(data, &header); {
	case err != nil && bytes.Contains(data[:min(len(data), 64)], []byte(`"redpack_plan"`)):
		return nil, &DamagedSavedError{Why: err.Error()}
	case err != nil || header.Format == nil || *header.Format < 1:
		return nil, ErrNotSaved
	case *header.Format > savedFormat:
		return nil, &NewerSavedError{Format: *header.Format, Tool: header.Tool}
	case *header.Format < savedFormat:
		return nil, &OlderSavedError{Format: *header.Format, Tool: header.Tool}
	}
	var file savedFile
	strict := json.NewDecoder(bytes.NewReader(data))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&file); err != nil {
		return nil, &DamagedSavedError{Why: err.Error()}
	}
	if file.Plan == nil || len(file.Plan.Campaigns) == 0 {
		return nil, &DamagedSavedError{Why: "it names no campaign"}
	}
	file.Plan.Used, file.Plan.Seal = file.Used, file.Seal
	again, err := EncodeSaved(file.Plan)
	switch {
	case err != nil:
		return nil, &DamagedSavedError{Why: err.Error()}
	case !bytes.Equal(again, data):
		return nil, &DamagedSavedError{Why: "its checksum does not fit"}
	}
	if why := file.Plan.overlong(); why != "" {
		return nil, &DamagedSavedError{Why: why}
	}
	return file.Plan, nil
}

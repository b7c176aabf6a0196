package planfile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/cashredpack/redpack/internal/lang"
)

// formatVersion is the version of the plan files that this redpack writes, and the only one that it reads. The digests of
// format 1 do not cover everything that those of format 2 do.
const formatVersion = 2

// file is the frame of a plan file. Its first two members tell versions apart before anything else is read.
type file struct {
	Format   int    `json:"redpack_plan"`
	Tool     string `json:"written_by"`
	ID       string `json:"id"`
	Plan     *Saved `json:"plan"`
	Seal     string `json:"seal,omitempty"`
	Used     *Use   `json:"used"`
	Checksum string `json:"checksum"` // over all members above
}

// ErrNotSaved says that a file is no plan file at all.
var ErrNotSaved = lang.Errorf("this is no saved plan of redpack", "这不是 redpack 保存的计划")

// NewerError says that a newer redpack wrote a plan file.
type NewerError struct {
	Format int
	Tool   string // that wrote it
}

func (e *NewerError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *NewerError) Said() lang.Text {
	return lang.Format("the plan has format %d, written by redpack %s; this redpack reads formats up to %d. Use that version or a newer "+
		"one, or make a new plan", "计划的格式是 %d，由 redpack %s 写出；这个 redpack 最多读到格式 %d。用那个版本或更新的版本，或者重新生成计划",
		e.Format, e.Tool, formatVersion)
}

// OlderError says that a plan file is of a format whose digests do not cover all that an approval has to.
type OlderError struct {
	Format int
	Tool   string // that wrote it
}

func (e *OlderError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *OlderError) Said() lang.Text {
	return lang.Format("the plan has format %d, written by redpack %s; its digest does not cover everything that decides who is paid, as "+
		"that of format %d does, so nothing shows that the files still mean what was approved. Make a new plan and have it approved",
		"计划的格式是 %d，由 redpack %s 写出；它的摘要不像格式 %d 那样涵盖决定发给谁的全部内容，无法证明文件仍是核准时的意思。重新生成计划并核准",
		e.Format, e.Tool, formatVersion)
}

// DamagedError says that a plan file is not as redpack wrote it.
type DamagedError struct{ Why lang.Text }

func (e *DamagedError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *DamagedError) Said() lang.Text {
	return lang.Format("the plan was altered or damaged after it was saved (%s), so nothing shows that it is what was approved. Make a new plan",
		"计划保存后被改动或损坏（%s），无法证明它就是核准的计划。重新生成计划", e.Why)
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

// Encode writes a plan file.
func Encode(s *Saved) ([]byte, error) {
	id, err := s.ID()
	if err != nil {
		return nil, err
	}
	file := file{Format: formatVersion, Tool: s.Tool, ID: id, Plan: s, Seal: s.Seal, Used: s.Used}
	content, err := json.Marshal(file)
	if err != nil {
		return nil, err
	}
	file.Checksum = hashed("redpack.planfile.v1", content)
	text, err := json.MarshalIndent(file, "", " ")
	return append(text, '\n'), err
}

// Decode reads a plan file. What it accepts is byte for byte what EncodeSaved writes, so there is no second way to
// write the same plan, and no altered byte goes unnoticed. The errors are ErrNotSaved, *NewerSavedError,
// *OlderSavedError and *DamagedSavedError.
func Decode(data []byte) (*Saved, error) {
	var header struct {
		Format *int   `json:"redpack_plan"`
		Tool   string `json:"written_by"`
	}
	switch err := json.Unmarshal(data, &header); {
	case err != nil && bytes.Contains(data[:min(len(data), 64)], []byte(`"redpack_plan"`)):
		return nil, &DamagedError{Why: lang.Same(err.Error())}
	case err != nil || header.Format == nil || *header.Format < 1:
		return nil, ErrNotSaved
	case *header.Format > formatVersion:
		return nil, &NewerError{Format: *header.Format, Tool: header.Tool}
	case *header.Format < formatVersion:
		return nil, &OlderError{Format: *header.Format, Tool: header.Tool}
	}
	var file file
	strict := json.NewDecoder(bytes.NewReader(data))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&file); err != nil {
		return nil, &DamagedError{Why: lang.Same(err.Error())}
	}
	if file.Plan == nil || len(file.Plan.Campaigns) == 0 {
		return nil, &DamagedError{Why: lang.Both("it names no campaign", "里面没有活动")}
	}
	file.Plan.Used, file.Plan.Seal = file.Used, file.Seal
	again, err := Encode(file.Plan)
	switch {
	case err != nil:
		return nil, &DamagedError{Why: lang.Same(err.Error())}
	case !bytes.Equal(again, data):
		return nil, &DamagedError{Why: lang.Both("its checksum does not fit", "校验和不符")}
	}
	if why := file.Plan.overlong(); !why.Empty() {
		return nil, &DamagedError{Why: why}
	}
	return file.Plan, nil
}

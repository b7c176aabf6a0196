package hclspec

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
)

// SurveyRows is how many rows a Survey holds.
const SurveyRows = 50

// Survey is what can be known of a list that no campaign names yet.
type Survey struct {
	Path      string // as a recipients_from block names it
	Form      string // the label of that block, "csv" or "xlsx"
	Sheet     string // of a workbook
	Delimiter string // of a text
	Rows      []SurveyRow
}

// LineWord is what the list counts its rows by.
func (s *Survey) LineWord() lang.Text {
	if s.Sheet != "" {
		return lang.Both("row", "行")
	}
	return lang.Both("line", "行")
}

// SurveyRow is a row of a list as it stands there, above the names of the columns or below them. Rows without anything are left out.
type SurveyRow struct {
	Number int // its line, or its row in a workbook
	Cells  []string
}

// SheetChoiceError says that whoever asks for a survey must name a sheet of the workbook, or another one.
type SheetChoiceError struct {
	Sheets  []string // those to choose from, at least one
	problem lang.Text
}

func (e *SheetChoiceError) Error() string { return e.problem.English }

// Said is the error in every language.
func (e *SheetChoiceError) Said() lang.Text { return e.problem }

// SurveyList looks at the beginning of a list: what kind of file it is, how it is written, and its first rows. The sheet of a workbook with
// several is named by whoever asks, or else the error is a *SheetChoiceError. An error says what is wrong with the file, without its name.
func SurveyList(fsys fs.FS, name, sheet string) (*Survey, error) {
	if !insideFolder(name) {
		return nil, lang.Errorf("it is not in the campaign's folder; a plan must depend on nothing that is not reviewed with it",
			"它不在活动的文件夹中；计划不能依赖没有一起审阅的东西")
	}
	files := newSources(fsys)
	if err := files.guard.forbidden(name); err != nil {
		return nil, err
	}
	file := &listFile{path: path.Clean(name), form: formCSV, sheetName: sheet, comma: ','}
	head, err := readAt(fsys, file.path, 0, filekind.HeadBytes)
	if err != nil {
		return nil, err
	}
	if kind := filekind.Of(head); kind == filekind.XLSX || kind == filekind.ZIP {
		file.asWorkbook()
	}
	if err := file.open(files); err != nil {
		if sheet := (*xlsxrow.SheetError)(nil); errors.As(err, &sheet) && len(sheet.Sheets) > 0 {
			return nil, &SheetChoiceError{Sheets: sheet.Sheets, problem: sheet.Problem()}
		}
		return nil, err
	}
	of := &Survey{Path: file.path, Form: file.form}
	if file.inSheet() {
		of.Sheet = file.held.sheet.Name
	} else {
		of.Delimiter = file.guessDelimiter()
		file.comma = of.Delimiter[0]
	}
	return of, file.surveyRows(of)
}

// guessDelimiter is the delimiter that the file says, or the one of which there are most in its first lines.
func (file *listFile) guessDelimiter() string {
	if file.separated {
		return string(rune(file.comma))
	}
	best, most := ",", 0
	for _, sign := range delimiters {
		if n := strings.Count(file.first[:min(len(file.first), filekind.HeadBytes)], sign); n > most {
			best, most = sign, n
		}
	}
	return best
}

func (file *listFile) surveyRows(of *Survey) error {
	rows := file.firstRows()
	for len(of.Rows) < SurveyRows {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		said := file.separated && row.Line == 1 // sep=; is no row
		if cells := file.namesIn(row); cells != nil && !said && !blankRow(row.Text, file.comma) {
			of.Rows = append(of.Rows, SurveyRow{int(row.Line), cells})
		}
	}
	return nil
}

// IsOpenID tells whether a text has the shape of an openid: 28 characters of 0-9, A-Z, a-z, _ and -.
func IsOpenID(text string) bool { return isOpenID(text) }

package cli

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/report/html"
	"github.com/cashredpack/redpack/internal/report/workbook"
	"github.com/cashredpack/redpack/internal/view"
)

// reportForm is one kind of document.
type reportForm struct {
	ending string
	write  func(w io.Writer, made *report.Report, s report.Source) error // nil for CSV, which is written while the report is made
	begins []string                                                      // how every document of the kind begins, for whoever would overwrite it
}

var reportForms = []reportForm{
	{ending: ".csv", begins: report.CSVBegins()},
	{ending: ".xlsx", write: workbook.Write},
	{ending: ".html", write: html.Write, begins: []string{html.Begin}},
	{ending: ".md", write: func(w io.Writer, made *report.Report, s report.Source) error {
		return view.Markdown{Lang: s.Style.Lang}.Report(w, made)
	}, begins: []string{view.MarkdownBegin}},
	{ending: ".json", write: func(w io.Writer, made *report.Report, s report.Source) error { return report.JSON(w, made, s.Items) }, begins: []string{report.JSONBegin}},
}

// reportFiles is where the documents of a command go.
type reportFiles struct {
	plain bool
	file  string     // of one document, "" for all or none
	form  reportForm // of file
	dir   string     // of all documents, "" for one or none
	sums  []string   // lines of SHA256SUMS
}

// destination reads -o, and refuses what cannot be written before anything is read.
func destination(o reportOptions, p *project) (*reportFiles, error) {
	to := &reportFiles{plain: o.plain}
	info, err := os.Stat(o.out)
	switch {
	case o.out == "":
		if o.plain {
			return nil, lang.Errorf("-plain is for a CSV: give -o FILE.csv, too", "-plain 用于 CSV：要同时写 -o FILE.csv")
		}
		return to, nil
	case err == nil && info.IsDir(), strings.HasSuffix(o.out, "/"), strings.HasSuffix(o.out, string(filepath.Separator)):
		to.dir = o.out
		return to, nil
	}
	ending := strings.ToLower(filepath.Ext(o.out))
	i := slices.IndexFunc(reportForms, func(f reportForm) bool { return f.ending == ending })
	if i < 0 {
		return nil, lang.Errorf("-o %s: the ending says what to write, and it is none of .html, .xlsx, .csv, .json and .md. A folder for all of "+
			"them exists already, or ends with /",
			"-o %s：由后缀决定写什么，而它不是 .html、.xlsx、.csv、.json 或 .md。存放全部文档的文件夹要么已经存在，要么以 / 结尾", o.out)
	}
	to.file, to.form = o.out, reportForms[i]
	return to, oneCampaign(o, p.campaigns)
}

// write makes the report of a campaign and the documents that are asked for.
func (f *reportFiles) write(r *reporter) (made *report.Report, files []string, err error) {
	switch {
	case f.dir != "":
		return f.all(r)
	case f.file == "":
		made, err = r.make(nil)
		return made, nil, err
	case f.form.write == nil:
		made, _, err = f.csv(r, f.file)
		return made, []string{f.file}, err
	}
	if made, err = r.make(nil); err == nil {
		_, err = f.document(r, f.form, f.file, made)
	}
	return made, []string{f.file}, err
}

// all writes every document of a campaign.
func (f *reportFiles) all(r *reporter) (made *report.Report, files []string, err error) {
	const ownerOnly fs.FileMode = 0o700
	if err := osfile.MakeFolder(f.dir, ownerOnly); err != nil {
		return nil, nil, err
	}
	for _, form := range reportForms {
		name := r.source.Campaign.Name + form.ending
		file, sum := filepath.Join(f.dir, name), ""
		if form.write == nil {
			made, sum, err = f.csv(r, file)
		} else {
			sum, err = f.document(r, form, file, made)
		}
		if err != nil {
			return nil, nil, err
		}
		files, f.sums = append(files, file), append(f.sums, sum+"  "+name+"\n")
	}
	return made, files, nil
}

// close writes the sums of all documents of a folder.
func (f *reportFiles) close() error {
	if f.dir == "" {
		return nil
	}
	file := filepath.Join(f.dir, sumsName)
	_, err := put(file, reportForm{ending: sumsName}, func(w io.Writer) error {
		return plain.Pass(w, []byte(strings.Join(append(f.others(file), f.sums...), "")))
	})
	return err
}

// others are the lines of an earlier SHA256SUMS about documents of other campaigns, as far as they still lie in the folder.
func (f *reportFiles) others(file string) (lines []string) {
	const most = 1 << 20
	before, err := bounded.ReadGiven(file, most)
	if err != nil || !ownSums.Match(before) {
		return nil
	}
	written := map[string]bool{}
	for _, line := range f.sums {
		written[documentOf(line)] = true
	}
	for line := range strings.Lines(string(before)) {
		name := documentOf(line)
		if _, err := os.Lstat(filepath.Join(f.dir, name)); err == nil && !written[name] {
			lines = append(lines, line)
		}
	}
	return lines
}

// documentOf is the name in a line of SHA256SUMS.
func documentOf(line string) string {
	_, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
	return name
}

// ownSums recognises the sums of reports, and of nothing else.
var ownSums = regexp.MustCompile(`^([0-9a-f]{64}  [^\n]+\.(csv|xlsx|html|md|json)\n)+$`)

// sumsName is what sha256sum -c is given.
const sumsName = "SHA256SUMS"

// csv makes the report while its items are written.
func (f *reportFiles) csv(r *reporter, file string) (made *report.Report, sum string, err error) {
	sum, err = put(file, reportForms[0], func(w io.Writer) error {
		made, err = r.make(report.NewCSV(w, f.plain))
		return err
	})
	return made, sum, err
}

func (f *reportFiles) document(r *reporter, form reportForm, file string, made *report.Report) (sum string, err error) {
	return put(file, form, func(w io.Writer) error { return form.write(w, made, r.source) })
}

// put writes a document into a file for its owner only, or into the pipe or device that a path names, and sums it up.
func put(file string, form reportForm, write func(io.Writer) error) (string, error) {
	sum := sha256.New()
	summed := func(w io.Writer) error { return write(io.MultiWriter(w, sum)) }
	stream, err := osfile.Stream(file)
	if err != nil {
		return "", err
	}
	if stream != nil {
		err = errors.Join(summed(stream), stream.Close())
	} else if err = mayReplace(file, "report", func(begins []byte) bool { return form.own(file, begins) }); err == nil {
		err = osfile.WriteGivenBy(file, osfile.Private, summed)
	}
	return hex.EncodeToString(sum.Sum(nil)), err
}

// own recognises an earlier document of the same kind by its first bytes.
func (f *reportForm) own(file string, begins []byte) bool {
	switch f.ending {
	case ".xlsx":
		return ownWorkbook(file)
	case sumsName:
		return ownSums.Match(begins)
	}
	return slices.ContainsFunc(f.begins, func(text string) bool { return bytes.HasPrefix(begins, []byte(text)) })
}

// ownWorkbook reports whether a file is a workbook that redpack has written.
func ownWorkbook(file string) bool {
	z, err := zip.OpenReader(file)
	if err != nil {
		return false
	}
	defer func() { _ = z.Close() }() // it was only read
	const most = 64 << 10
	core, err := bounded.ReadFS(z, path.Join("docProps", "core.xml"), most)
	return err == nil && bytes.Contains(core, []byte(workbook.Title))
}

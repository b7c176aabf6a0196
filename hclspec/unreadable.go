package hclspec

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/plain"
)

// insideFolder tells whether a path stays below the project's folder, as far as it says itself.
func insideFolder(name string) bool {
	return name != "" && !strings.Contains(name, `\`) && fs.ValidPath(path.Clean(name)) && path.Clean(name) != "."
}

// leadsOut says of an error of the folder's file system that a symbolic link on the way to a file leads out of the folder; "" says that
// it is another error. Such an error has the method LeadsOut, which tells the link and its target.
func leadsOut(err error) string {
	var outside interface{ LeadsOut() (link, target string) }
	if !errors.As(err, &outside) {
		return ""
	}
	link, target := outside.LeadsOut()
	return fmt.Sprintf("%q is a symbolic link to %q and leads out of", link, target)
}

// whyInside is why no file outside the folder is read.
const whyInside = "A plan must depend on nothing that is not reviewed with it: copy the file into the folder."

func unreadable(name string, err error) *hcl.Diagnostic {
	if tooLarge := (*bounded.TooLargeError)(nil); errors.As(err, &tooLarge) {
		return tooMuchText(hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos})
	}
	if link := leadsOut(err); link != "" {
		return &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "File outside the folder", Detail: link + " the project's folder. " + whyInside,
		}
	}
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "File cannot be read", Detail: plain.Sprintf("%s: %s.", name, err).String()}
}

// unreadable says why a list cannot be read.
func (file *listFile) unreadable(err error) *hcl.Diagnostic {
	d := unreadable(file.path, err)
	d.Subject = file.pathAt.Ptr()
	var sheet *xlsxrow.SheetError
	var header *xlsxrow.HeaderError
	switch {
	case errors.As(err, &sheet):
		d.Subject = file.sheetAt.Ptr()
	case errors.As(err, &header):
		d.Subject = file.headerAt.Ptr()
	}
	return d
}

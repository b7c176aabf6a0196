package hclspec

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
)

// insideFolder tells whether a path stays below the project's folder, as far as it says itself.
func insideFolder(name string) bool {
	return name != "" && !strings.Contains(name, `\`) && fs.ValidPath(path.Clean(name)) && path.Clean(name) != "."
}

// leadsOut says of an error of the folder's file system that a symbolic link on the way to a file leads out of the folder; "" says that
// it is another error. Such an error has the method LeadsOut, which tells the link and its target. What it leads out of follows.
func leadsOut(err error) lang.Text {
	var outside interface{ LeadsOut() (link, target string) }
	if !errors.As(err, &outside) {
		return lang.Text{}
	}
	link, target := outside.LeadsOut()
	return lang.Format("%q is a symbolic link to %q and leads out of",
		"%q 是指向 %q 的符号链接，离开了", link, target)
}

// whyInside is why no file outside the folder is read.
var whyInside = lang.Both("A plan must depend on nothing that is not reviewed with it: copy the file into the folder.",
	"计划不能依赖没有一起审阅的东西：把文件复制到文件夹中。")

func unreadable(name string, err error) *hcl.Diagnostic {
	if tooLarge := (*bounded.TooLargeError)(nil); errors.As(err, &tooLarge) {
		return tooMuchText(hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos})
	}
	if link := leadsOut(err); !link.Empty() {
		return diag.New(hcl.DiagError, lang.Both("File outside the folder", "文件在文件夹之外"),
			lang.Format("%s the project's folder. %s", "%s项目文件夹。%s", link, whyInside))
	}
	return diag.New(hcl.DiagError, lang.Both("File cannot be read", "无法读取文件"), lang.Format("%s: %s.", "%s：%s。", name, err))
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

package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
)

// markdownFlags ask for a document that fits into a pull request's comment.
type markdownFlags struct {
	stdout   bool
	file     string
	maxChars int
}

var markdownHelp = lang.Both(`-markdown prints a document for a pull request instead, and -markdown-out writes it to a file beside the usual output. It is
kept below -max-chars by leaving out rows, never what a reviewer must see; texts of the campaign cannot become links,
mentions or HTML in it; openids are masked in any case, and labels are left out without -show-label. With errors in the files it says that, so that a comment that is
updated in place never shows what no longer holds. The environment sets no variable of the campaign then, because a pull
request is no place for it; -var and -var-file do.`,
	`-markdown 改为输出一份供合并请求使用的文档，-markdown-out 则在平常的输出之外把它写进文件。文档用省略行的办法控制在
-max-chars 以内，但审阅者必须看到的从不省略；活动里的文字在其中不会变成链接、提及或 HTML；openid 一律打码，不加
-show-label 不写备注名。文件有错误时文档会写明，所以就地更新的评论不会留着已经失效的内容。此时活动的变量不从环境取
值，因为合并请求不是放这些的地方；-var 和 -var-file 照常有效。`)

// add must follow the definitions of -json and -allow-env.
func (f *markdownFlags) add(env *Env, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.stdout, "markdown", false, env.say(lang.Both("print Markdown for a pull request", "输出供合并请求使用的 Markdown")))
	flags.StringVar(&f.file, "markdown-out", "", env.say(lang.Both("write Markdown for a pull request to this `file`, too",
		"同时把供合并请求使用的 Markdown 写进这个`文件`")))
	flags.IntVar(&f.maxChars, "max-chars", view.MarkdownMax, env.say(lang.Both("length of the Markdown at most, in `characters`", "Markdown 的长度上限，按`字符数`计")))
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	if flags.Lookup("allow-env") != nil {
		cmd.MarkFlagsMutuallyExclusive("allow-env", "markdown")
		cmd.MarkFlagsMutuallyExclusive("allow-env", "markdown-out")
	}
}

// markdownOut is the document of one command.
type markdownOut struct {
	view.Markdown
	flags   markdownFlags
	kind    string          // "plan" or "diff"
	found   hcl.Diagnostics // what has been told about the files
	written bool
}

// markdown prepares the document that the flags ask for, if any.
func (p *printer) markdown(f markdownFlags, kind string) error {
	if !f.stdout && f.file == "" {
		return nil
	}
	if f.maxChars < 1 {
		return lang.Errorf("-max-chars=%d is no length; GitHub takes 65,536 characters, and the default is %d",
			"-max-chars=%d 不是长度；GitHub 接受 65,536 个字符，默认是 %d", f.maxChars, view.MarkdownMax)
	}
	p.document = &markdownOut{flags: f, kind: kind, Markdown: view.Markdown{Lang: p.env.lang, MaxChars: f.maxChars, ShowLabels: p.shown.label}}
	return nil
}

// instead reports whether the document takes the place of the text.
func (m *markdownOut) instead() bool { return m != nil && m.flags.stdout }

func (m *markdownOut) learn(diags hcl.Diagnostics) {
	if m != nil {
		m.found = append(m.found, diags...)
	}
}

// writeDocument writes the document that was asked for, if any.
func (p *printer) writeDocument(render func(m view.Markdown, w io.Writer) error) error {
	m := p.document
	if m == nil {
		return nil
	}
	m.written = true
	var text bytes.Buffer
	if err := render(m.Markdown, &text); err != nil {
		return limited(err)
	}
	if m.flags.file != "" {
		if err := putDocument(m.flags.file, text.Bytes()); err != nil {
			return lang.Errorf("-markdown-out: %w", "-markdown-out：%w", err)
		}
	}
	if !m.flags.stdout {
		return nil
	}
	return plain.Write(p.env.Stdout, plain.Frame(text.String()))
}

// putDocument writes a document, which names recipients, for its owner only, or into the pipe or device that a path names.
func putDocument(path string, text []byte) error {
	stream, err := osfile.Stream(path)
	if err != nil {
		return err
	}
	if stream == nil {
		return replaceDocument(path, text)
	}
	_, err = stream.Write(text)
	return errors.Join(err, stream.Close())
}

// replaceDocument overwrites nothing but an earlier document and an empty file, such as mktemp makes.
func replaceDocument(path string, text []byte) error {
	if err := mayReplace(path, "document", func(begins []byte) bool { return bytes.HasPrefix(begins, []byte(view.MarkdownBegin)) }); err != nil {
		return err
	}
	return osfile.WriteGiven(path, text, osfile.Private)
}

// replaceable are the Chinese names of what may be replaced.
var replaceable = map[string]string{"document": "文档", "report": "报告"}

// mayReplace overwrites nothing but an empty file and what somebody recognises by its first bytes as redpack's own: a mistyped name must
// not cost a list or a key.
func mayReplace(path, kind string, own func(begins []byte) bool) error {
	if err := osfile.CheckGiven(path); err != nil {
		return err
	}
	const enough = 1 << 20 // bytes tell what a file is
	begins, err := bounded.Beginning(path, enough)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && (len(begins) == 0 || own(begins)):
		return nil
	case err != nil:
		return err
	}
	return lang.Errorf("the file %s exists and does not hold a %s of redpack; it is not overwritten. Name another file",
		"文件 %s 已经存在，里面不是 redpack 的%s，所以不覆盖。换一个文件", path, lang.Both(kind, replaceable[kind]))
}

// limited names the flag that would help.
func limited(err error) error {
	var tooLong *view.TooLongError
	if errors.As(err, &tooLong) {
		return lang.Errorf("-max-chars=%d: %w", "-max-chars=%d：%w", tooLong.MaxChars, err)
	}
	return err
}

// documentFailure writes a document about what went wrong, where none was written before.
func (p *printer) documentFailure(failure error) error {
	if p.document == nil || p.document.written || failure == nil {
		return nil
	}
	var silent exit
	if errors.As(failure, &silent) {
		if silent.code != exitError {
			return nil
		}
		failure = nil // it has been told, and so learnt
	}
	return p.writeDocument(func(m view.Markdown, w io.Writer) error {
		return m.Problems(w, p.document.kind, p.document.found, failure)
	})
}

// describe says what a plan's document is about, and which commands go with it. out is the file that the plan is saved in.
func (m *markdownOut) describe(ctx context.Context, dir string, cmd *cobra.Command, args []string, out string) {
	if m == nil {
		return
	}
	m.Commit, m.All = headOf(ctx, dir).In(m.Lang), "redpack state list" // for programs
	m.Apply = shownWith(cmd, "redpack apply", planWords, args)          // for programs
	if out != "" {
		m.Apply, m.All = "redpack apply "+words.ShellWord(out), "redpack show -list "+words.ShellWord(out) // for programs
	}
}

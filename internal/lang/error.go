package lang

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"regexp"
	"strings"
	"syscall"

	"github.com/cashredpack/redpack/internal/plain"
)

// Errorf is fmt.Errorf in every language. Its Error is English. The line breaks of the formats are redpack's own.
func Errorf(english, chinese string, args ...any) error {
	return &fault{plain.Errorf(english, in(English, args)...), english, chinese, args}
}

// New is an error of a text.
func New(t Text) error { return &fault{errors.New(t.English), "%s", "%s", []any{t}} }

// Line is an error as it begins a line of a person's: with a capital, unless it begins with what redpack did not write, such as the name of a
// file, which would be another one with it.
func Line(err error, l Language) plain.Text {
	text := plain.Error(Error(err, l))
	if l != English || beginsWithArgument(err) {
		return text
	}
	return text.Capital()
}

func beginsWithArgument(err error) bool {
	var itself any = err // not what it wraps
	f, own := itself.(*fault)
	if !own || !strings.HasPrefix(f.english, "%") || len(f.args) == 0 {
		return false
	}
	switch first := f.args[0].(type) {
	case error:
		return beginsWithArgument(first)
	case Sayer:
		return false
	}
	return true
}

// fault is an error of redpack's own.
type fault struct {
	error
	english, chinese string
	args             []any
}

// Unwrap leads to what was wrapped.
func (f *fault) Unwrap() error { return f.error }

// Told is the error as plain.Error prints it.
func (f *fault) Told() plain.Text { return plain.Error(f.error) }

// Said is the error in every language.
func (f *fault) Said() Text {
	return Format(wrap.ReplaceAllString(f.english, "%${1}s"), wrap.ReplaceAllString(f.chinese, "%${1}s"), f.args...)
}

// wrap is the verb of an argument that an error wraps.
var wrap = regexp.MustCompile(`%(\[[0-9]\])?w`)

// Error is an error in a language: one that prints what it says there, and is still the one that it was. Of an error that says nothing in that language
// only what it wraps is translated.
func Error(err error, l Language) error {
	if err == nil || l == English {
		return err
	}
	var itself any = err // not what it wraps: the walk comes to that below
	if said, ok := itself.(Sayer); ok {
		return saying(err, said.Said().In(l))
	}
	if text := world(err); text != "" {
		return told{err, text, plain.Of(text)}
	}
	all := wrappedBy(err)
	if len(all) > 1 && errors.Join(all...).Error() == err.Error() {
		each := make([]error, len(all))
		for i := range all {
			each[i] = Error(all[i], l)
		}
		return errors.Join(each...)
	}
	rest := err.Error()
	text, shown := "", plain.Text{}
	for _, inner := range all {
		if before, after, found := strings.Cut(rest, inner.Error()); found {
			said := Error(inner, l)
			text, shown, rest = text+before+said.Error(), plain.Sprintf("%s%s%s", shown, before, plain.Error(said)), after
		}
	}
	if text += rest; text == err.Error() {
		return err
	}
	return told{err, text, plain.Sprintf("%s%s", shown, rest)}
}

func wrappedBy(err error) []error {
	var itself any = err
	switch err := itself.(type) {
	case interface{ Unwrap() []error }:
		return err.Unwrap()
	case interface{ Unwrap() error }:
		if inner := err.Unwrap(); inner != nil {
			return []error{inner}
		}
	}
	return nil
}

// told is an error that prints what it says in another language.
type told struct {
	error
	text  string
	shown plain.Text
}

// saying is an error with what it says of itself. It has the line breaks that its English has: those of one that tells them, and no others.
func saying(err error, text string) told {
	var itself any = err // not what it wraps, which has another text
	if _, tells := itself.(plain.Teller); tells {
		return told{err, text, plain.Lines(text)}
	}
	return told{err, text, plain.Of(text)}
}

// Error is the text.
func (t told) Error() string { return t.text }

// Unwrap leads to the error itself.
func (t told) Unwrap() error { return t.error }

// Told is the text as plain.Error prints it.
func (t told) Told() plain.Text { return t.shown }

// worldly are errors of the system and of the network that people meet.
var worldly = []struct {
	err  error
	text string
}{
	{fs.ErrNotExist, "没有这个文件或文件夹"},
	{fs.ErrPermission, "没有权限"},
	{fs.ErrExist, "已经存在"},
	{syscall.ENOSPC, "磁盘已满"},
	{syscall.EROFS, "文件系统只读"},
	{syscall.EISDIR, "这是一个文件夹"},
	{syscall.ENOTDIR, "路径中有一段不是文件夹"},
	{syscall.ECONNREFUSED, "连接被拒绝"},
	{syscall.ECONNRESET, "连接被对方重置"},
	{syscall.EPIPE, "管道已关闭"},
	{context.DeadlineExceeded, "超时"},
	{context.Canceled, "已取消"},
	{io.ErrUnexpectedEOF, "内容意外中断"},
}

// doings are what was done when the system said no, by the names that package os gives them.
var doings = map[string]string{
	"open": "打开", "read": "读取", "write": "写入", "stat": "查看", "lstat": "查看", "rename": "改名", "mkdir": "新建文件夹", "remove": "删除", "sync": "存盘",
	"openat": "打开", "statat": "查看", "mkdirat": "新建文件夹", "unlinkat": "删除", "renameat": "改名", "link": "链接", "symlink": "链接", "close": "关闭", "create": "新建",
}

// world is an error of the system in Chinese, "" where redpack does not know it.
func world(err error) string {
	var itself any = err
	if path, ok := itself.(*fs.PathError); ok {
		reason := Error(path.Err, Chinese).Error()
		doing := doings[path.Op]
		if doing == "" || reason == path.Err.Error() {
			return ""
		}
		return doing + " " + path.Path + "：" + reason
	}
	if wrappedBy(err) == nil {
		for _, known := range worldly {
			if errors.Is(err, known.err) {
				return known.text
			}
		}
	}
	if dns, ok := itself.(*net.DNSError); ok {
		return "找不到主机 " + dns.Name
	}
	return ""
}

package bill

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"github.com/cashredpack/redpack/internal/lang"
)

// The caps of a bill. A day of a million packets, as many as a merchant may send without an agreement, has about 200 MB.
const (
	maxBytes     = 512 << 20
	maxRows      = 3_000_000
	maxLineBytes = 64 << 10
)

// decoded is the text of a bill, whatever it is wrapped in: gzip, a byte order mark, GB18030.
func decoded(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, maxLineBytes)
	head, _ := in.Peek(4)
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		unzipped, err := gzip.NewReader(in)
		if err != nil {
			return nil, lang.Errorf("it cannot be unpacked: %w", "无法解压：%w", err)
		}
		in = bufio.NewReaderSize(&capped{unzipped, maxBytes}, maxLineBytes)
		head, _ = in.Peek(4)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, lang.Errorf("it is a ZIP archive or an Excel workbook; unpack it, or export it as CSV, and give the .csv",
			"这是 ZIP 压缩包或 Excel 工作簿；解压或另存为 CSV，用 .csv 文件")
	default:
		in = bufio.NewReaderSize(&capped{in, maxBytes}, maxLineBytes)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err := in.Discard(3)
		return in, err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return nil, lang.Errorf("it is UTF-16, as Excel's \"Unicode text\"; give the file as it was downloaded, or save it as CSV UTF-8",
			"这是 UTF-16，即 Excel 的“Unicode 文本”；用下载时的原文件，或另存为 CSV UTF-8")
	}
	line, _ := in.Peek(512)
	if !startsUTF8(line) {
		return bufio.NewReaderSize(transform.NewReader(in, simplifiedchinese.GB18030.NewDecoder()), maxLineBytes), nil
	}
	return in, nil
}

// startsUTF8 reports whether the first line, as far as it was seen, is UTF-8. The titles are Chinese, so GB18030 never is.
func startsUTF8(line []byte) bool {
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		return utf8.Valid(line[:end])
	}
	for cut := 0; cut < utf8.UTFMax && cut <= len(line); cut++ { // the last character may be cut through
		if utf8.Valid(line[:len(line)-cut]) {
			return true
		}
	}
	return false
}

// capped fails behind so many bytes, instead of ending: an end would look like a short file.
type capped struct {
	r    io.Reader
	left int64
}

// Read is for io.Reader.
func (c *capped) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, lang.Errorf("it has more than %d bytes, which no bill of a day needs", "超过 %d 字节，一天的账单用不了这么多", int64(maxBytes))
	}
	if int64(len(p)) > c.left {
		p = p[:c.left]
	}
	n, err := c.r.Read(p)
	c.left -= int64(n)
	return n, err
}

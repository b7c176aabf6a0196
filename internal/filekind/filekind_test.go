package filekind_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/filekind"
)

const list = "工号,openid,amount\r\n王伟,oField0000000000000000000001,8.88\r\n"

// wide is a text in UTF-16.
func wide(order binary.AppendByteOrder, text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

// zipOf is an archive of entries in the order of their names, of which a name with = has a content that is not compressed.
func zipOf(t testing.TB, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		name, content, stored := strings.Cut(name, "=")
		create, header := w.CreateHeader, &zip.FileHeader{Name: name, Method: zip.Deflate}
		if stored {
			create, header.Method = w.CreateRaw, zip.Store
		}
		entry, err := create(header)
		if err == nil {
			_, err = io.WriteString(entry, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipOf(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarOf(t testing.TB, name string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// compound is the beginning of a file of OLE with such a name in its first folder.
func compound(name string) string {
	return "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 500) + wide(binary.LittleEndian, name)
}

// Every file is what it is, whatever it is called.
func TestOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		head string
		want filekind.Kind
	}{
		{"a list", list, filekind.PlainText},
		{"a list in gb18030", "\xb9\xa4\xba\xc5,openid\r\n\xcd\xf5\xce\xb0,o1\r\n", filekind.PlainText},
		{"HCL", "merchant \"main\" {\n  sandbox = true\n}\n", filekind.PlainText},
		{"a key in PEM", "-----BEGIN PRIVATE KEY-----\n", filekind.PlainText},
		{"a list about versions", "version,openid\nversion https,o1\n", filekind.PlainText},
		{"a list that begins with a zero", "0123\n", filekind.PlainText},
		{"two letters", "PK", filekind.PlainText},
		{"nothing", "", filekind.Empty},
		{"the mark alone", "\ufeff", filekind.MarkedUTF8},
		{"CSV UTF-8 of Excel", "\ufeff" + list, filekind.MarkedUTF8},
		{"Unicode text of Excel", "\xff\xfe" + wide(binary.LittleEndian, list), filekind.UTF16LE},
		{"the other order", "\xfe\xff" + wide(binary.BigEndian, list), filekind.UTF16BE},
		{"without its mark", wide(binary.LittleEndian, list), filekind.BareUTF16LE},
		{"the other order without its mark", wide(binary.BigEndian, list), filekind.BareUTF16BE},
		{"UTF-16 of more than a head", wide(binary.LittleEndian, strings.Repeat("祝😀,\n", 3000)), filekind.BareUTF16LE},
		{"Chinese UTF-16", wide(binary.BigEndian, "一个红包，新年快乐，万事如意 2027\n"), filekind.BareUTF16BE},
		{"an odd zero in Chinese", "工号,姓名\n一,王\x00\n", filekind.PlainText},
		{"UTF-32", "\xff\xfe\x00\x00a\x00\x00\x00", filekind.UTF32},
		{"marked gb18030", "\x84\x31\x95\x33\xb9\xa4\xba\xc5", filekind.MarkedGB18030},
		{"zeros", strings.Repeat("\x00", 5000), filekind.Zeros},
		{"an odd zero", "id,openid\nk1,o1\x00\n", filekind.PlainText},
		{"an odd zero, cut through", ("a\x00" + strings.Repeat("王", 2000))[:filekind.HeadBytes], filekind.PlainText},
		{"no text at all", "\x7fELF\x02\x01\x01\x00\x00\x00", filekind.Binary},
		{"numbers of two bytes", "\x01\x00\x02\x00\x03\x00\x04\x00", filekind.Binary},

		{"LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12345\n", filekind.LFSPointer},
		{"LFS on Windows", "version https://git-lfs.github.com/spec/v1\r\noid sha256:4d7a21\r\n", filekind.LFSPointer},
		{"LFS with a mark", "\ufeffversion https://git-lfs.github.com/spec/v1\n", filekind.LFSPointer},
		{"git-annex", "/annex/objects/SHA256E-s5--abc.csv\n", filekind.AnnexPointer},
		{"git-crypt", "\x00GITCRYPT\x00abcdefgh\x8f\x9a\x01", filekind.GitCrypt},
		{"age", "age-encryption.org/v1\n-> X25519 abc\n", filekind.Age},
		{"age in ASCII", "-----BEGIN AGE ENCRYPTED FILE-----\n", filekind.Age},
		{"PGP", "-----BEGIN PGP MESSAGE-----\n\nhQEMA", filekind.PGP},
		{"OpenSSL", "Salted__\x12\x34", filekind.OpenSSL},
		{"transcrypt", "U2FsdGVkX19KbG1uYmFyZm9v\n", filekind.OpenSSL},
		{"Ansible", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", filekind.AnsibleVault},

		{"Excel", zipOf(t, "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), filekind.XLSX},
		{"Excel, content types last", zipOf(t, "xl/worksheets/sheet1.xml", "[Content_Types].xml"), filekind.XLSX},
		{"Excel, its parts behind the head", zipOf(t, "[Content_Types].xml", "xl/workbook.xml")[:64], filekind.XLSX},
		{"Excel, binary", zipOf(t, "[Content_Types].xml", "xl/workbook.bin"), filekind.XLSB},
		{"LibreOffice", zipOf(t, "mimetype=application/vnd.oasis.opendocument.spreadsheet", "content.xml"), filekind.ODS},
		{"LibreOffice, a text", zipOf(t, "mimetype=application/vnd.oasis.opendocument.text"), filekind.OfficeFile},
		{"Numbers", zipOf(t, "Index/Document.iwa"), filekind.Numbers},
		{"Word", zipOf(t, "[Content_Types].xml", "word/document.xml"), filekind.OfficeFile},
		{"old Excel", compound("Workbook"), filekind.XLS},
		{"Excel with a password", compound("EncryptedPackage"), filekind.SealedWorkbook},
		{"old Word", compound("WordDocument"), filekind.OfficeFile},
		{"RTF", "{\\rtf1\\ansi", filekind.RTF},
		{"PDF", "%PDF-1.7\n", filekind.PDF},
		{"a login page", "\r\n<!DOCTYPE html>\n<html lang=\"zh\">", filekind.HTML},
		{"a table called .xls", "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">", filekind.HTML},
		{"a page with a mark", "\ufeff<HTML>", filekind.HTML},
		{"XHTML", "<?xml version=\"1.0\"?>\n<html>", filekind.HTML},
		{"XML", "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>", filekind.XML},

		{"a zip of a list", zipOf(t, "people.csv"), filekind.ZIP},
		{"a zip of nothing", zipOf(t), filekind.ZIP},
		{"the beginning of a zip", "PK\x03\x04\x14\x00\x06\x00", filekind.ZIP},
		{"gzip", gzipOf(t, list), filekind.Gzip},
		{"tar", tarOf(t, "people.csv"), filekind.OtherArchive},
		{"7z", "7z\xbc\xaf\x27\x1c\x00\x04", filekind.OtherArchive},
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00", filekind.Image},
		{"JPEG", "\xff\xd8\xff\xe0\x00\x10JFIF", filekind.Image},
		{"a state", "SQLite format 3\x00\x10\x00", filekind.SQLite},
		{"p12", "\x30\x82\x0a\x7c\x02\x01\x03\x30\x82\x0a\x42", filekind.PKCS12},
		{"p12 of an unknown length", "\x30\x80\x02\x01\x03\x30\x80", filekind.PKCS12},
		{"a certificate", "\x30\x82\x03\xa1\x30\x82\x02\x89\xa0\x03\x02\x01\x02\x02\x14", filekind.DERCertificate},
		{"a key of PKCS #1", "\x30\x82\x04\xa3\x02\x01\x00\x02\x82\x01\x01", filekind.DERKey},
		{"a key of PKCS #8", "\x30\x81\x87\x02\x01\x00\x30\x13", filekind.DERKey},
		{"a key of SEC 1", "\x30\x77\x02\x01\x01\x04\x20", filekind.DERKey},
		{"Java", "\xfe\xed\xfe\xed\x00\x00\x00\x02", filekind.JavaKeyStore},
		{"a shortcut", "L\x00\x00\x00\x01\x14\x02\x00", filekind.Shortcut},
		{"AppleDouble", "\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", filekind.AppleDouble},
	} {
		if got := filekind.Of([]byte(tt.head)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		text, err := filekind.Text([]byte(tt.head))
		other := (*filekind.NotTextError)(nil)
		readable := slices.Contains([]filekind.Kind{filekind.PlainText, filekind.Empty, filekind.MarkedUTF8}, tt.want)
		if readable && (err != nil || string(text) != strings.TrimPrefix(tt.head, "\ufeff")) {
			t.Errorf("%s: %q and %v", tt.name, text, err)
		}
		if !readable && (!errors.As(err, &other) || other.Kind != tt.want || text != nil) {
			t.Errorf("%s: %q and %v", tt.name, text, err)
		}
	}
}

// Carriage returns are line ends where there are no others, and every byte behind the mark keeps its place.
func TestTextLineEnds(t *testing.T) {
	for src, want := range map[string]string{
		"a\rb\r":         "a\nb\n",
		"\ufeffa\rb":     "a\nb",
		"a\r\nb\r\n":     "a\r\nb\r\n",
		"one\rline\nend": "one\rline\nend",
	} {
		held := []byte(src)
		if got, err := filekind.Text(held); err != nil || string(got) != want || string(held) != src {
			t.Errorf("%q: %q and %v, want %q; held is %q", src, got, err, want, held)
		}
	}
}

// Every kind says what it is in a sentence of its own; what it takes to be read is said of all that text cannot be made of.
func TestKinds(t *testing.T) {
	said := map[string]filekind.Kind{}
	count := 0
	for kind := range filekind.Kinds() {
		count++
		if kind.String() == "" || strings.ContainsAny(kind.Sentence(), "\n.,") && strings.HasSuffix(kind.Sentence(), ".") {
			t.Errorf("kind %d says %q", kind, kind.Sentence())
		}
		if !strings.HasPrefix(kind.Sentence(), "it is "+kind.String()) || !strings.HasSuffix(kind.Sentence(), kind.Remedy().English) {
			t.Errorf("kind %d says %q", kind, kind.Sentence())
		}
		said[kind.Sentence()] = kind
	}
	if twins := 2; len(said) != count-twins { // the two orders of bytes are said alike
		t.Errorf("%d kinds say %d sentences", count, len(said))
	}
	if unknown := filekind.Kind(255); unknown.String() == "" {
		t.Error("a kind that does not exist says nothing")
	}
}

// Of never fails, looks at no more than a head, and takes for plain what is text in UTF-8 without the beginning of another kind.
func FuzzOf(f *testing.F) {
	for _, seed := range []string{
		list, wide(binary.LittleEndian, list), "\x00GITCRYPT\x00", zipOf(f, "xl/workbook.xml"), compound("Workbook"),
		"\x30\x82\x0a\x7c\x02\x01\x03\x30", "\x30", "\x30\xff", "PK\x03\x04", "\ufeff\ufeff", tarOf(f, "a"), "\xff\xfe",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		kind := filekind.Of(src)
		if len(src) > filekind.HeadBytes && kind != filekind.Of(src[:filekind.HeadBytes]) {
			t.Error("what stands behind the head matters")
		}
		text, err := filekind.Text(src)
		if (err == nil) != kind.Readable() {
			t.Errorf("%v gives %v", kind, err)
		}
		if err == nil && len(text) != len(src) && len(text) != len(src)-len("\ufeff") {
			t.Errorf("%d bytes became %d", len(src), len(text))
		}
		plain := append([]byte("工号"), src...)
		if utf8.Valid(src) && !bytes.Contains(src, []byte{0}) && filekind.Of(plain) != filekind.PlainText {
			t.Errorf("%q is taken for %v", plain, filekind.Of(plain))
		}
	})
}

package filekind

import (
	"bytes"
	"strings"
)

// signature is how files of a kind begin.
type signature struct {
	magic string
	kind  Kind
}

// signatures are looked at in their order. One that could begin a text of another meaning has no place here.
var signatures = []signature{
	{"\xff\xfe\x00\x00", UTF32},
	{"\x00\x00\xfe\xff", UTF32},
	{"\xff\xfe", UTF16LE},
	{"\xfe\xff", UTF16BE},
	{"\x84\x31\x95\x33", MarkedGB18030},

	{"version https://git-lfs.github.com/spec/", LFSPointer}, // for programs
	{"version https://hawser.github.com/spec/", LFSPointer},  // for programs: before it was called LFS
	{"/annex/objects/", AnnexPointer},
	{"\x00GITCRYPT\x00", GitCrypt},
	{"age-encryption.org/", Age},
	{"-----BEGIN AGE ENCRYPTED FILE-----", Age},
	{"-----BEGIN PGP MESSAGE-----", PGP},
	{"Salted__", OpenSSL},
	{"U2FsdGVkX1", OpenSSL}, // the same in base64
	{"$ANSIBLE_VAULT;", AnsibleVault},

	{"{\\rtf", RTF},
	{"%PDF-", PDF},
	{"\x09\x08\x10\x00\x00\x06\x05\x00", XLS}, // its stream alone (BIFF8)
	{"\x1f\x8b", Gzip},
	{"BZh91AY&SY", OtherArchive},
	{"\xfd7zXZ\x00", OtherArchive},
	{"\x28\xb5\x2f\xfd", OtherArchive}, // zstd
	{"7z\xbc\xaf\x27\x1c", OtherArchive},
	{"Rar!\x1a\x07", OtherArchive},
	{"\x89PNG\r\n\x1a\n", Image},
	{"\xff\xd8\xff", Image}, // JPEG
	{"GIF87a", Image},
	{"GIF89a", Image},
	{"SQLite format 3\x00", SQLite}, // for programs
	{"\xfe\xed\xfe\xed", JavaKeyStore},
	{"L\x00\x00\x00\x01\x14\x02\x00", Shortcut},
	{"\x00\x05\x16\x07", AppleDouble},
	{"bplist00", PropertyList},
}

// beginning is what the first bytes of a file say, and PlainText where they say nothing.
func beginning(head []byte) Kind {
	for _, look := range []func([]byte) Kind{signed, zipped, compound, markup, der, tape} {
		if kind := look(head); kind != PlainText {
			return kind
		}
	}
	return PlainText
}

func signed(head []byte) Kind { return among(signatures, head) }

func among(signatures []signature, head []byte) Kind {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.magic)) {
			return s.kind
		}
	}
	return PlainText
}

// zipped tells the documents that are zip archives from those that are nothing else, by the names in them.
func zipped(head []byte) Kind {
	const entry, end, nameAt = "PK\x03\x04", "PK\x05\x06", 30
	if !bytes.HasPrefix(head, []byte(entry)) {
		return among([]signature{{end, ZIP}}, head) // with nothing in it
	}
	kind := ZIP
	for header := range bytes.SplitSeq(head, []byte(entry)) {
		name := header[min(len(header), nameAt-len(entry)):]
		if document := among(documents, name); document != PlainText {
			return document
		}
		if among(parcels, name) != PlainText {
			kind = XLSX // what tells the document stands behind the head, and most that are taken for a list are workbooks
		}
	}
	return kind
}

// documents are told by these names of entries, which the content follows where it is not compressed.
var documents = []signature{
	{"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ODS},
	{"mimetypeapplication/vnd.oasis.opendocument.", OfficeFile},
	{"Index/Document.iwa", Numbers},
	{"xl/workbook.bin", XLSB},
	{"xl/", XLSX},
	{"word/", OfficeFile},
	{"ppt/", OfficeFile},
}

// parcels are the names of entries that every document of Office has.
var parcels = []signature{{"[Content_Types].xml", OfficeFile}, {"_rels/.rels", OfficeFile}, {"docProps/", OfficeFile}}

// compound looks into a file of OLE, in which Office kept its documents up to 2003 and keeps those with a password.
func compound(head []byte) Kind {
	switch {
	case !bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return PlainText
	case bytes.Contains(head, wide("EncryptedPackage")):
		return SealedWorkbook
	case bytes.Contains(head, wide("WordDocument")), bytes.Contains(head, wide("PowerPoint Document")):
		return OfficeFile
	}
	return XLS
}

// wide is a name as OLE writes it, in UTF-16.
func wide(name string) []byte { return []byte(strings.Join(strings.Split(name, ""), "\x00")) }

// markup recognises HTML and XML, in front of which there may be blanks.
func markup(head []byte) Kind {
	const longest = 64
	head = bytes.TrimLeft(head, " \t\r\n")
	begin := strings.ToLower(string(head[:min(len(head), longest)]))
	switch {
	case strings.HasPrefix(begin, "<!doctype html"), strings.HasPrefix(begin, "<html"), strings.HasPrefix(begin, "<head>"), // for programs
		strings.HasPrefix(begin, "<table"), strings.HasPrefix(begin, "<meta "):
		return HTML
	case strings.HasPrefix(begin, "<?xml "):
		if bytes.Contains(head, []byte("<html")) {
			return HTML
		}
		return XML
	}
	return PlainText
}

// der recognises what a merchant gets from the platform in binary form: sequences of ASN.1 whose first elements tell them.
func der(head []byte) Kind {
	const sequence, long = 0x30, 0x80
	if len(head) < 2 || head[0] != sequence {
		return PlainText
	}
	header := 2
	if head[1] > long {
		header += int(head[1] - long)
	}
	inner := head[min(len(head), header):]
	if bytes.HasPrefix(inner, []byte("\x30\x82")) && bytes.Contains(inner[:min(len(inner), 16)], []byte("\xa0\x03\x02\x01\x02")) {
		return DERCertificate // version 3
	}
	return among([]signature{
		{"\x02\x01\x03\x30", PKCS12}, // version 3
		{"\x02\x01\x00\x02", DERKey}, // PKCS #1
		{"\x02\x01\x00\x30", DERKey}, // PKCS #8
		{"\x02\x01\x01\x04", DERKey}, // SEC 1
	}, inner)
}

// tape recognises an archive of tar, which begins with a name.
func tape(head []byte) Kind {
	const at = 257
	if len(head) > at && bytes.HasPrefix(head[at:], []byte("ustar")) && bytes.IndexByte(head[:at], 0) >= 0 {
		return OtherArchive
	}
	return PlainText
}

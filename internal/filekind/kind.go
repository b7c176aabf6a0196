package filekind

import "iter"

// Kind is what a file is. The zero value is PlainText.
type Kind uint8

// The kinds. Text gives the content of the first three.
const (
	PlainText     Kind = iota // UTF-8 as a rule, or an encoding that has no mark, such as gb18030
	Empty                     // no byte
	MarkedUTF8                // UTF-8 behind the mark U+FEFF
	UTF16LE                   // behind its mark, the low byte first: what Windows calls Unicode
	UTF16BE                   // behind its mark, the high byte first
	BareUTF16LE               // UTF-16 without a mark, the low byte first
	BareUTF16BE               // UTF-16 without a mark, the high byte first
	MarkedGB18030             // behind the mark of gb18030
	UTF32                     // behind its mark
	Zeros                     // nothing but zero bytes
	Binary                    // there are zero bytes, and it is no text for other reasons, too

	LFSPointer
	AnnexPointer // of git-annex
	GitCrypt
	Age
	PGP
	OpenSSL // openssl enc, and so transcrypt
	AnsibleVault

	XLSX           // a workbook of Excel, also with macros
	XLSB           // a binary one
	XLS            // one of Excel up to 2003, of WPS too
	SealedWorkbook // one with a password, or another sealed document of Office
	ODS            // a workbook of LibreOffice
	Numbers        // one of Apple
	OfficeFile     // another document of Office
	RTF
	PDF
	HTML
	XML

	ZIP
	Gzip
	OtherArchive
	Image
	SQLite
	PKCS12         // .p12, .pfx
	DERCertificate // .cer, .crt
	DERKey         // a private key
	JavaKeyStore
	Shortcut     // of Windows, to another file
	AppleDouble  // what macOS writes beside a file
	PropertyList // of Apple
)

// Kinds yields every kind there is.
func Kinds() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for kind := range Kind(len(sentences)) {
			if !yield(kind) {
				return
			}
		}
	}
}

// sentence is what is said of a kind: what it is, and what somebody can do who wanted another one.
type sentence struct{ is, do string }

// sentences have the kinds in their order.
var sentences = [...]sentence{
	PlainText:     {"a plain text", ""},
	Empty:         {"an empty file", "look whether it was saved or downloaded to its end"},
	MarkedUTF8:    {"a text in UTF-8", ""},
	UTF16LE:       {"a text in UTF-16", saveAsUTF8},
	UTF16BE:       {"a text in UTF-16", saveAsUTF8},
	BareUTF16LE:   {"a text in UTF-16 without a mark", saveAsUTF8},
	BareUTF16BE:   {"a text in UTF-16 without a mark", saveAsUTF8},
	MarkedGB18030: {"a text in gb18030", saveAsUTF8},
	UTF32:         {"a text in UTF-32", saveAsUTF8},
	Zeros:         {"nothing but zero bytes", "its content was lost, as by a power cut or a copy that broke off: take it from where it came from"},
	Binary:        {"no text, for it holds zero bytes", "look whether it is the file that was meant"},

	LFSPointer:   {"a Git LFS pointer and not the file itself", "run `git lfs pull`"},
	AnnexPointer: {"a pointer of git-annex and not the file itself", "run `git annex get`"},
	GitCrypt:     {"encrypted by git-crypt", "run `git-crypt unlock`"},
	Age:          {"encrypted by age", decrypt},
	PGP:          {"encrypted by PGP", decrypt},
	OpenSSL:      {"encrypted by OpenSSL, as transcrypt does", decrypt},
	AnsibleVault: {"encrypted by Ansible Vault", decrypt},

	XLSX:           {"an Excel workbook (.xlsx)", ""},
	XLSB:           {"a binary Excel workbook (.xlsb)", "save it as .xlsx"},
	XLS:            {"an old Excel workbook (.xls)", "save it as .xlsx"},
	SealedWorkbook: {"an Excel workbook with a password, or another sealed document of Office", "save it without the password"},
	ODS:            {"a LibreOffice workbook (.ods)", "save it as .xlsx"},
	Numbers:        {"a Numbers workbook of Apple", "export it as .xlsx"},
	OfficeFile:     {"an Office document", elsewhere},
	RTF:            {"a formatted text (.rtf)", "save it as plain text in UTF-8"},
	PDF:            {"a PDF", elsewhere},
	HTML:           {"a web page (HTML)", "it may be the page of a login that was saved in place of the file, or a table that was exported as .xls: open it to see"},
	XML:            {"an XML file", elsewhere},

	ZIP:            {"a zip archive", "take the file out of it"},
	Gzip:           {"compressed by gzip", "unpack it first"},
	OtherArchive:   {"an archive", "take the file out of it"},
	Image:          {"a picture", elsewhere},
	SQLite:         {"an SQLite database, as a state of redpack is", elsewhere},
	PKCS12:         {"a PKCS#12 file (.p12)", elsewhere},
	DERCertificate: {"a certificate in DER and not in PEM", "convert it with: openssl x509 -inform DER -in FILE -out FILE.pem"},
	DERKey:         {"a private key in DER and not in PEM", "convert it with: openssl pkey -inform DER -in FILE -out FILE.pem"},
	JavaKeyStore:   {"a Java key store", "convert it with: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12"},
	Shortcut:       {"a shortcut of Windows and not the file itself", "name the file that it leads to"},
	AppleDouble:    {"what macOS keeps beside a file and not the file itself", "name the file without ._ in front"},
	PropertyList:   {"a property list of Apple", elsewhere},
}

const (
	saveAsUTF8 = "save it as UTF-8"
	decrypt    = "decrypt it first"
	elsewhere  = "look whether it is the file that was meant"
)

// Readable tells whether Text gives the content of such a file.
func (k Kind) Readable() bool { return k <= MarkedUTF8 }

// String is the kind as a noun, for sentences of the caller: "a Git LFS pointer and not the file itself".
func (k Kind) String() string { return k.sentence().is }

// Remedy is what to do where a text was wanted; "" where that hangs on the reader.
func (k Kind) Remedy() string { return k.sentence().do }

// Sentence says what the file is and what to do, as an error without a full stop: "it is a Git LFS pointer …; run `git lfs pull`".
func (k Kind) Sentence() string {
	if k.Remedy() == "" {
		return "it is " + k.String()
	}
	return "it is " + k.String() + "; " + k.Remedy()
}

func (k Kind) sentence() sentence {
	if int(k) < len(sentences) {
		return sentences[k]
	}
	return sentence{"of an unknown kind", elsewhere}
}

package filekind

import (
	"iter"

	"github.com/cashredpack/redpack/internal/lang"
)

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
type sentence struct{ is, do lang.Text }

// sentences have the kinds in their order.
var sentences = [...]sentence{
	PlainText:     {lang.Both("a plain text", "纯文本"), lang.Text{}},
	Empty:         {lang.Both("an empty file", "空文件"), lang.Both("look whether it was saved or downloaded to its end", "查看它是否完整保存或下载")},
	MarkedUTF8:    {lang.Both("a text in UTF-8", "UTF-8 文本"), lang.Text{}},
	UTF16LE:       {lang.Both("a text in UTF-16", "UTF-16 文本"), saveAsUTF8},
	UTF16BE:       {lang.Both("a text in UTF-16", "UTF-16 文本"), saveAsUTF8},
	BareUTF16LE:   {lang.Both("a text in UTF-16 without a mark", "没有标记的 UTF-16 文本"), saveAsUTF8},
	BareUTF16BE:   {lang.Both("a text in UTF-16 without a mark", "没有标记的 UTF-16 文本"), saveAsUTF8},
	MarkedGB18030: {lang.Both("a text in gb18030", "gb18030 文本"), saveAsUTF8},
	UTF32:         {lang.Both("a text in UTF-32", "UTF-32 文本"), saveAsUTF8},
	Zeros: {
		lang.Both("nothing but zero bytes", "全是零字节的文件"),
		lang.Both("its content was lost, as by a power cut or a copy that broke off: take it from where it came from",
			"内容已经丢失，例如断电或复制中断：从来源重新取一份"),
	},
	Binary: {lang.Both("no text, for it holds zero bytes", "含有零字节、不是文本的文件"), lang.Both("look whether it is the file that was meant", "查看它是不是想要的那个文件")},

	LFSPointer:   {lang.Both("a Git LFS pointer and not the file itself", "Git LFS 指针，不是文件本身"), lang.Both("run `git lfs pull`", "运行 `git lfs pull`")},
	AnnexPointer: {lang.Both("a pointer of git-annex and not the file itself", "git-annex 指针，不是文件本身"), lang.Both("run `git annex get`", "运行 `git annex get`")},
	GitCrypt:     {lang.Both("encrypted by git-crypt", "用 git-crypt 加密的文件"), lang.Both("run `git-crypt unlock`", "运行 `git-crypt unlock`")},
	Age:          {lang.Both("encrypted by age", "用 age 加密的文件"), decrypt},
	PGP:          {lang.Both("encrypted by PGP", "用 PGP 加密的文件"), decrypt},
	OpenSSL:      {lang.Both("encrypted by OpenSSL, as transcrypt does", "用 OpenSSL 加密的文件（transcrypt 也这样加密）"), decrypt},
	AnsibleVault: {lang.Both("encrypted by Ansible Vault", "用 Ansible Vault 加密的文件"), decrypt},

	XLSX: {lang.Both("an Excel workbook (.xlsx)", "Excel 工作簿（.xlsx）"), lang.Text{}},
	XLSB: {lang.Both("a binary Excel workbook (.xlsb)", "二进制 Excel 工作簿（.xlsb）"), lang.Both("save it as .xlsx", "另存为 .xlsx")},
	XLS:  {lang.Both("an old Excel workbook (.xls)", "旧版 Excel 工作簿（.xls）"), lang.Both("save it as .xlsx", "另存为 .xlsx")},
	SealedWorkbook: {
		lang.Both("an Excel workbook with a password, or another sealed document of Office",
			"带密码的 Excel 工作簿，或其他加密的 Office 文档"),
		lang.Both("save it without the password", "去掉密码另存"),
	},
	ODS:        {lang.Both("a LibreOffice workbook (.ods)", "LibreOffice 工作簿（.ods）"), lang.Both("save it as .xlsx", "另存为 .xlsx")},
	Numbers:    {lang.Both("a Numbers workbook of Apple", "Apple Numbers 工作簿"), lang.Both("export it as .xlsx", "导出为 .xlsx")},
	OfficeFile: {lang.Both("an Office document", "Office 文档"), elsewhere},
	RTF:        {lang.Both("a formatted text (.rtf)", "带格式的文本（.rtf）"), lang.Both("save it as plain text in UTF-8", "另存为 UTF-8 纯文本")},
	PDF:        {lang.Both("a PDF", "PDF"), elsewhere},
	HTML: {
		lang.Both("a web page (HTML)", "网页（HTML）"),
		lang.Both("it may be the page of a login that was saved in place of the file, or a table that was exported as .xls: open it to see",
			"可能是错存下来的登录页面，或导出成 .xls 的表格：打开查看"),
	},
	XML: {lang.Both("an XML file", "XML 文件"), elsewhere},

	ZIP:          {lang.Both("a zip archive", "zip 压缩包"), lang.Both("take the file out of it", "把文件从中取出")},
	Gzip:         {lang.Both("compressed by gzip", "用 gzip 压缩的文件"), lang.Both("unpack it first", "先解压")},
	OtherArchive: {lang.Both("an archive", "压缩包"), lang.Both("take the file out of it", "把文件从中取出")},
	Image:        {lang.Both("a picture", "图片"), elsewhere},
	SQLite:       {lang.Both("an SQLite database, as a state of redpack is", "SQLite 数据库（redpack 的状态文件就是这种）"), elsewhere},
	PKCS12:       {lang.Both("a PKCS#12 file (.p12)", "PKCS#12 文件（.p12）"), elsewhere},
	DERCertificate: {
		lang.Both("a certificate in DER and not in PEM", "DER 格式的证书，不是 PEM"),
		lang.Both("convert it with: openssl x509 -inform DER -in FILE -out FILE.pem",
			"这样转换：openssl x509 -inform DER -in FILE -out FILE.pem"),
	},
	DERKey: {
		lang.Both("a private key in DER and not in PEM", "DER 格式的私钥，不是 PEM"),
		lang.Both("convert it with: openssl pkey -inform DER -in FILE -out FILE.pem",
			"这样转换：openssl pkey -inform DER -in FILE -out FILE.pem"),
	},
	JavaKeyStore: {
		lang.Both("a Java key store", "Java 密钥库"),
		lang.Both("convert it with: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12",
			"这样转换：keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12"),
	},
	Shortcut: {lang.Both("a shortcut of Windows and not the file itself", "Windows 快捷方式，不是文件本身"), lang.Both("name the file that it leads to", "写它指向的文件")},
	AppleDouble: {
		lang.Both("what macOS keeps beside a file and not the file itself", "macOS 存在文件旁边的附属文件，不是文件本身"),
		lang.Both("name the file without ._ in front", "写不带 ._ 开头的文件"),
	},
	PropertyList: {lang.Both("a property list of Apple", "Apple 属性列表"), elsewhere},
}

var (
	saveAsUTF8 = lang.Both("save it as UTF-8", "另存为 UTF-8")
	decrypt    = lang.Both("decrypt it first", "先解密")
	elsewhere  = lang.Both("look whether it is the file that was meant",
		"查看它是不是想要的那个文件")
)

// Readable tells whether Text gives the content of such a file.
func (k Kind) Readable() bool { return k <= MarkedUTF8 }

// String is the kind as a noun, for sentences of the caller: "a Git LFS pointer and not the file itself".
func (k Kind) String() string { return k.Said().English }

// Said is the kind as a noun in every language.
func (k Kind) Said() lang.Text { return k.sentence().is }

// Remedy is what to do where a text was wanted; "" where that hangs on the reader.
func (k Kind) Remedy() lang.Text { return k.sentence().do }

// Sentence says what the file is and what to do, as an error without a full stop: "it is a Git LFS pointer …; run `git lfs pull`".
func (k Kind) Sentence() string { return k.told().English }

// told is the sentence in every language.
func (k Kind) told() lang.Text {
	if k.Remedy().Empty() {
		return lang.Format("it is %s", "它是%s", k.Said().Behind())
	}
	return lang.Format("it is %s; %s", "它是%s；%s", k.Said().Behind(), k.Remedy())
}

func (k Kind) sentence() sentence {
	if int(k) < len(sentences) {
		return sentences[k]
	}
	return sentence{lang.Both("of an unknown kind", "未知类型的文件"), elsewhere}
}

package wxpay

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"

	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
)

// PEMText is a file of PEM as the library reads it: without a mark in front, and with no blanks around its lines, which a YAML file or an
// editor leaves. The error says what the file is instead.
func PEMText(data []byte) ([]byte, error) {
	text, err := filekind.Text(data)
	if err != nil {
		return nil, err
	}
	plain := make([]byte, 0, len(text))
	for line := range bytes.Lines(text) {
		plain = append(append(plain, bytes.TrimSpace(line)...), '\n')
	}
	return plain, nil
}

// noPEM says why a text has no block of the type that is wanted, where found is the type of another one in it.
func noPEM(text []byte, found, want string) error {
	inside, encoded := inBase64(text)
	switch {
	case found != "":
		return lang.Errorf("the file holds a PEM block of type %q and none of type %s",
			"文件里是类型为 %q 的 PEM 块，没有类型为 %s 的", found, want)
	case len(bytes.TrimSpace(text)) == 0:
		return &filekind.NotTextError{Kind: filekind.Empty}
	case encoded && bytes.Contains(inside, []byte(pemBegin)):
		return lang.Errorf("it is PEM in base64; decode it first with: base64 -d",
			"这是 base64 编码的 PEM；先用 base64 -d 解码")
	case encoded && filekind.Of(inside) != filekind.PlainText:
		return lang.Errorf("it is base64 without the lines of PEM around it, and what it holds is %s; add the lines -----BEGIN %s----- and "+
			"-----END %s-----, or take the file as it was downloaded",
			"这是 base64，但没有 PEM 的首尾两行，里面是%s；加上 -----BEGIN %s----- 和 -----END %s----- 两行，或换回下载时的原件", filekind.Of(inside).Said().Behind(), want, want)
	case bytes.Contains(text, []byte(pemBegin)):
		return lang.Errorf("its PEM block is broken: it goes from a line -----BEGIN to a line -----END, with the lines between them as they "+
			"were downloaded; was it copied in part, or pasted into one line?",
			"PEM 块不完整：它从 -----BEGIN 一行到 -----END 一行，中间各行要和下载时一样；是不是只复制了一部分，或粘成了一行？")
	}
	return lang.Errorf("the file is not PEM: no %q line in it",
		"文件不是 PEM：里面没有 %q 这一行", pemBegin+want+"-----")
}

const pemBegin = "-----BEGIN "

// inBase64 is what a text holds that is nothing but base64.
func inBase64(text []byte) (inside []byte, ok bool) {
	signs := bytes.Join(bytes.Fields(text), nil)
	inside, err := base64.StdEncoding.DecodeString(string(signs))
	return inside, err == nil && len(inside) > 0
}

// blocks yields the blocks of a text in PEM.
func blocks(text []byte) func(yield func(*pem.Block) bool) {
	return func(yield func(*pem.Block) bool) {
		for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
			if !yield(block) {
				return
			}
		}
	}
}

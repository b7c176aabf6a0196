package state

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/cashredpack/redpack/internal/lang"
)

// newSeal draws the key of a file's seal.
func newSeal(random io.Reader) (string, error) {
	var key [sha256.Size]byte
	if _, err := io.ReadFull(random, key[:]); err != nil {
		return "", lang.Errorf("draw the seal of a state: %w", "生成状态库的印章密钥：%w", err)
	}
	return hex.EncodeToString(key[:]), nil
}

// Seals reports whether the state has a key to seal with. Files that no redpack has written to since there are seals have none.
func (s *Snapshot) Seals() bool { return s.meta.seal != "" }

// Seal vouches for a text: only who has this state, or a copy of it, can make its seal, an HMAC-SHA256 in hex. The key never leaves
// the state. It is "" where the state has none.
func (s *Snapshot) Seal(text string) string {
	if !s.Seals() {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(s.meta.seal))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

// Sealed reports whether a seal is this state's for a text.
func (s *Snapshot) Sealed(text, seal string) bool {
	return s.Seals() && hmac.Equal([]byte(s.Seal(text)), []byte(seal))
}

package hclspec

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// VariableDigests yields, for every declared variable, the SHA-256 of its value and type in hex: equal digests mean the
// same value, wherever it was set. Plans keep them, so that a changed environment variable can be named as what moved,
// and no value is told.
func (p *Project) VariableDigests() map[string]string {
	digests := make(map[string]string, len(p.variables))
	for name, value := range p.variables {
		text, err := ctyjson.Marshal(value, cty.DynamicPseudoType)
		if err != nil { // a value that was never set, of a project with errors
			continue
		}
		sum := sha256.Sum256(text)
		digests[name] = hex.EncodeToString(sum[:])
	}
	return digests
}

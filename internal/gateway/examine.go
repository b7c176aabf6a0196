package gateway

import (
	"crypto/x509"

	"github.com/hashicorp/hcl/v2"
)

// Aspect is what is looked at about what a merchant proves itself with.
type Aspect uint8

// The aspects. One that hangs on another is not found where that other one has failed: of a certificate that cannot be read nobody knows
// when it ends.
const (
	_           Aspect = iota
	Proxy              // the address of a proxy in the environment; found only where it is wrong
	APIKey             // there, and a key
	Guard              // nobody else can read or replace the file of a secret; not found where the system has no modes of files
	Certificate        // there, readable, and its key belongs to it
	Expiry             // the certificate is valid now, and for a while
	Roots              // the authorities of ca_file
)

// Finding is how one aspect of what an attribute of a merchant block names stands.
type Finding struct {
	Aspect    Aspect
	Attribute string          // "key_file"
	Problem   *hcl.Diagnostic // nil: nothing is wrong with it. Its detail begins with what was found, in a sentence of its own.
}

// Examine looks at a live merchant's files and variables as Connect does, and reports what is right with them, too. The certificate is its
// public part, nil where it cannot be read. Nothing that comes back holds a secret.
func Examine(a Account) (findings []Finding, certificate *x509.Certificate) {
	r := resolver{Account: a}
	r.proxy()
	r.key()
	pair := r.certificate()
	r.roots()
	return r.found, pair.Leaf
}

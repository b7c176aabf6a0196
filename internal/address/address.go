// Package address names one recipient of one campaign. It is a leaf: everything that speaks of a packet by name uses it.
package address

import "strings"

// Address names one recipient of one campaign, or, without a key, a campaign. It is the identity of money: one address is paid at
// most once.
type Address struct{ Campaign, Key string }

// Parse reads campaign or campaign/key. A campaign's name has no slash in it, a key may; whether they are names that the language
// allows, Parse does not tell. It is false where a part is missing.
func Parse(text string) (a Address, ok bool) {
	campaign, key, slash := strings.Cut(text, "/")
	return Address{Campaign: campaign, Key: key}, campaign != "" && slash == (key != "")
}

// String writes the address as people type it.
func (a Address) String() string {
	if a.Key == "" {
		return a.Campaign
	}
	return a.Campaign + "/" + a.Key
}

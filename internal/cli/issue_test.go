package cli_test

import (
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cashredpack/redpack/internal/cli"
	"github.com/cashredpack/redpack/internal/testkit/authority"
)

// issue is the merchant platform: issue NAME COMMON-NAME DAYS writes a certificate for a merchant, which ends after so many days of the test's
// clock, as NAME.pem and NAME.key, and both in one file of either kind, NAME.old.p12 and NAME.new.p12, with the common name as the password.
func issue() int {
	now := atTestTime(cli.FromOS()).Now()
	days, err := strconv.Atoi(os.Args[3])
	if err != nil {
		log.Print(err)
		return 1
	}
	name, merchant := os.Args[1], os.Args[2]
	issued := authority.New(now).Issue(merchant, authority.Valid(now.AddDate(-1, 0, 0), now.AddDate(0, 0, days)))
	certificate, key := authority.PEM(issued)
	old, err := pkcs12.LegacyDES.Encode(issued.PrivateKey, issued.Leaf, nil, merchant)
	modern, errModern := pkcs12.Modern.Encode(issued.PrivateKey, issued.Leaf, nil, merchant)
	err = errors.Join(err, errModern)
	for suffix, content := range map[string][]byte{".pem": certificate, ".key": key, ".old.p12": old, ".new.p12": modern} {
		err = errors.Join(err, os.WriteFile(name+suffix, content, 0o600))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

package state_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// TestAddressWithABrokenPassword: a password that ends the host shows up nowhere, as it would as the name of a database.
func TestAddressWithABrokenPassword(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://redpack:12/PLANTED@127.0.0.1:1/redpack",
		"postgres://redpack:12?PLANTED@127.0.0.1:1/redpack",
		"postgres://redpack:12#PLANTED@127.0.0.1:1/redpack",
		"postgres://redpack:12/PLANTED?more@127.0.0.1:1/redpack",
	} {
		var wrong *state.AddressError
		_, err := state.NewPostgres(state.PostgresOptions{URL: address, Schema: "redpack"})
		if !errors.As(err, &wrong) || strings.Contains(err.Error(), "PLANTED") || !strings.Contains(err.Error(), "%2F") {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"postgres://a%40b:p%2F%40@127.0.0.1:1/d%40b?application_name=x%40y", "postgres://redpack:p@@127.0.0.1:1/redpack"} {
		if _, err := state.NewPostgres(state.PostgresOptions{URL: address, Schema: "redpack"}); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

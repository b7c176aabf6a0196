package checkup

import "github.com/cashredpack/redpack/state"

// OfDatabase are the checks that a database's examination comes to, which no server of a test tells all of.
func OfDatabase(e state.Examination) []Check {
	return []Check{server(e), durable(e), leased(e), rights(e)}
}

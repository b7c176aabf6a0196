// Package postgres gives tests a real PostgreSQL: what a lock, a lease or a lost answer to COMMIT does, no imitation tells.
//
// Every test binary starts one server of its own, when a test first asks for one. It listens on the loopback alone, syncs as a real
// one does (the disk may lie in memory, see ramdisk) and ends with the binary, whatever ends that. A package's TestMain is
//
//	func TestMain(m *testing.M) { os.Exit(postgres.Main(m)) }
//
// and a test begins with
//
//	server := postgres.Start(t)
//	schema := server.Schema(t)          // a name that nobody else has; the product makes the schema
//	address := server.URL()
//
// Tests that stop or kill a server take one for themselves (Private); those that fill its disk take Small; Bouncer puts PgBouncer in
// front of it, and Cut a wire that can be cut at any message.
//
// The environment may say more:
//
//	REDPACK_TEST_POSTGRES=required   a machine without PostgreSQL fails these tests, which are skipped otherwise
//	REDPACK_TEST_POSTGRES_URL=…      the address of a server for all packages, as its superuser; Private still starts its own
package postgres

// Package failover is a script that looks at what a failover does to a state in PostgreSQL: two servers under Patroni, of which the
// first dies in the middle of a campaign. It is no part of the CI: it takes minutes, and programs that no other test wants.
//
//	apt-get install postgresql patroni etcd-server etcd-client jq    # or .ci/without-services and these
//	internal/testkit/failover/failover.sh prove                      # all four proofs
//	internal/testkit/failover/failover.sh prove on kill              # one of them
//
// A proof starts a cluster of its own, begins to send to a few thousand made-up people through the leader, takes the leader away, waits
// for the other one to be promoted, applies again until all is done, and asks the simulator's ledger, which knows nothing of the state.
//
//	on kill       synchronous replication, kill -9 of a lagging leader: everybody is paid, once, and the state is sound
//	on switch     synchronous replication, the leader is changed by an administrator: the same
//	off switch    asynchronous replication, and nothing is lost, for a leader that goes in order waits for its successor: the same
//	off kill      asynchronous replication, kill -9 of a lagging leader: what had been committed is gone. redpack notices that the state
//	              is behind its witness and sends nothing more, until a person decides
//
// Everything listens on the loopback, runs under the user postgres where the script runs as root, and lies in one folder
// (REDPACK_FAILOVER_DIR, or a new one under /tmp). REDPACK names another binary than the one of this tree.
//
// The cluster serves trials by hand, too:
//
//	failover.sh start on|off   starts it, with synchronous_mode or without, and prints its address
//	failover.sh url            prints the address: both servers, of which a client takes the one that accepts writes
//	failover.sh leader         prints the name of the leader, a or b
//	failover.sh lag            stops what sends the log to the replica, until the leader dies
//	failover.sh kill           kills the leader and its Patroni with -9, as the end of a machine
//	failover.sh revive NAME    starts a dead one again, which follows the new leader
//	failover.sh switch         changes the leader in order
//	failover.sh sql TEXT       asks the leader
//	failover.sh stop           ends everything and removes the folder
package failover

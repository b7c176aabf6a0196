// Package apply sends the packets of a plan: once to each, whatever happens in between.
//
// It promises, for every packet: the intent (number, amount, openid, every parameter) is durable before a byte leaves;
// the outcome is durable before it counts; a retry repeats the same number and the same parameters; an unclear answer
// stays unknown until the platform itself has said what became of it; and no new number is ever made here except where
// the plan carries a person's wish to try again after a confirmed failure. When the state cannot be written, or
// belongs to another process by now, nothing more is sent.
//
// One packet's life in a run, with the statuses of package state:
//
//	        reserve            send
//	(new) ──────────▶ reserved ─────▶ sent                    the platform accepted it
//	                              ├──▶ unknown ─▶ ask ─▶ sent | failed | send the same again
//	                              ├──▶ held                    a cause that passes: same number later
//	                              ├──▶ refused                 this recipient cannot get it; parked
//	                              └──▶ unknown ─▶ ask ─▶ failed   the platform burnt the number and confirms it
//
// The package knows no HTTP, no HCL and no terminal. It talks to the platform through Sender, to the state through
// Store, and tells its observers what happens; they can neither delay nor veto it.
//
// # Memory
//
// A run holds no list either. A cursor goes over plan.Work once for each action and has one packet at hand; only those are objects that
// are in flight, wait to be asked about or sent again, or are drawn ahead to be asked about, which are 1,000 at most. Of every other
// packet Progress keeps ten bytes, beside the one of its action in the work: status, amount and marks. The merchant's day (plan.Daily)
// takes 16 bytes for each person and as much again of room, made before the first request, because a table that grows while a million
// are in it keeps every request waiting. Events are told and forgotten. Before an observer that may block there is a Queue with an end:
// from 32,768 waiting events on it leaves out who was plainly paid, from 65,536 on also who is settled otherwise, and tells how many
// (Missed). So memory grows with trouble and by 11 bytes a packet, and not with how long a run goes on.
package apply

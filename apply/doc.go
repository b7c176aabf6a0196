// Package apply sends the packets of a plan: once to each, whatever happens in between.
//
// It promises, for every packet: the intent (number, amount, openid, every parameter) is durable before a byte leaves;
// the outcome is durable before it counts; a retry repeats the same number and the same parameters; an unclear answer
// stays unknown until the platform itself has said what became of it; and no new number is ever made here except where
// the plan carries a person's wish to try again after a confirmed failure. When the state cannot be written, nothing
// more is sent.
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
// What a run keeps in memory does not grow with its packets but by some 12 bytes for each, and 16 and as much room for each person of the day:
// a status, an amount and a mark in Progress, a hash and a count in plan.Daily. The packets are drawn one by one from a cursor over
// plan.Work, and a task owns its copy. As objects there are only those in flight, those that wait for an answer or for another try, of
// which at most a thousand have not been asked about yet, and what is told of those that are not paid. Events wait for a slow observer up
// to the bound of Queue, and are counted beyond it.
//
// The package knows no HTTP, no HCL and no terminal. It talks to the platform through Sender, to the state through
// Store, and tells its observers what happens; they can neither delay nor veto it.
package apply

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
// The package knows no HTTP, no HCL and no terminal. It talks to the platform through Sender, to the state through
// Store, and tells its observers what happens; they can neither delay nor veto it.
package apply

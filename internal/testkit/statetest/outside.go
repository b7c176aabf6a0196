package statetest

import "sync"

// outside does what must not happen within a bubble of synctest: a goroutine that is started in one belongs to it, and while it waits for
// the network the bubble's clock stands still.
var outside = func() *errands {
	e := &errands{asked: make(chan func()), done: make(chan struct{})}
	go func() {
		for do := range e.asked {
			do()
			e.done <- struct{}{}
		}
	}()
	return e
}()

type errands struct {
	one   sync.Mutex
	asked chan func()
	done  chan struct{}
}

// Outside runs a function as part of no bubble and waits for it.
func Outside(do func()) {
	outside.one.Lock()
	defer outside.one.Unlock()
	outside.asked <- do
	<-outside.done
}

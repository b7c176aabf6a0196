package cli

import (
	"context"
	"os"
	"sync"
)

// interrupts turns signals and keys into the two ways to stop a run: gently, and at once. SIGTERM and a closed terminal
// are never more than gentle; only a second interrupt by a person gives up what is in flight.
type interrupts struct {
	mu    sync.Mutex
	drain chan struct{}
	count int
	force context.CancelFunc
}

// watch starts to listen. The returned context ends when what is in flight is to be given up; stop ends the listening.
func watch(ctx context.Context, signals <-chan os.Signal) (forced context.Context, i *interrupts, stop func()) {
	forced, cancel := context.WithCancel(ctx)
	i = &interrupts{drain: make(chan struct{}), force: cancel}
	done := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				if s == os.Interrupt {
					i.interrupt()
				} else {
					i.stopGently()
				}
			case <-done:
				return
			}
		}
	}()
	return forced, i, func() { close(done); cancel() }
}

// until is a context that also ends when somebody asks to stop; with a nil stop nobody can.
func until(ctx context.Context, stop <-chan struct{}) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// interrupt is what Ctrl-C means, as a signal or as a key: the first one drains, the second one stops.
func (i *interrupts) interrupt() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.count > 0 {
		i.force()
	}
	i.drainOnce()
	i.count++
}

// stopGently drains, however often it is asked.
func (i *interrupts) stopGently() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.drainOnce()
	i.count = max(i.count, 1)
}

func (i *interrupts) drainOnce() {
	select {
	case <-i.drain:
	default:
		close(i.drain)
	}
}

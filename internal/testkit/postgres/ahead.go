package postgres

// Ahead starts the server that all tests of this binary share before any of them runs, for those that run in bubbles of synctest: a server
// that was started in one would belong to it.
func Ahead() error {
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = share()
	}
	return shared.err
}

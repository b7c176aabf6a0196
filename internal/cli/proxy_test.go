package cli_test

import (
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
)

// serveRefusal is a proxy that lets nobody through without a password: it writes its address into the file "proxy" and stops with an
// interrupt.
func serveRefusal() int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Print(err)
		return 1
	}
	server := &http.Server{ErrorLog: log.New(io.Discard, "", 0), Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	})}
	go func() {
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		<-interrupted
		_ = server.Close()
	}()
	if err := os.WriteFile("proxy", []byte(listener.Addr().String()), 0o600); err != nil {
		log.Print(err)
		return 1
	}
	if err := server.Serve(listener); err != http.ErrServerClosed {
		log.Print(err)
		return 1
	}
	return 0
}

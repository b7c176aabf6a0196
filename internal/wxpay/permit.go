package wxpay

import (
	"context"
	"net"
	"net/http/httptrace"

	"github.com/cashredpack/redpack/internal/lang"
)

// ErrNotPermitted is why a request did not leave: what Client.While had been told to ask said no. Nothing of it has left.
var ErrNotPermitted = lang.Errorf("the right to send was lost before the request left",
	"请求发出之前，发放的权利已经失去")

// While is the same client, over the same connections, for a sender that may lose its right to send: a lease runs out while its process is
// stopped, or while a request waits for a connection. Of a request that pays, permitted is asked when nothing is left to do but to write it,
// on whatever connection that is; it should ask nobody else. Queries pay nobody and are not held back.
func (c *Client) While(permitted func() bool) *Client {
	limited := *c
	limited.permitted = permitted
	return &limited
}

// refused asks whether the content may leave, unless some of it may have, and remembers a no.
func (c *content) refused() bool {
	if c.permitted != nil && c.state.Load() == contentFresh && !c.permitted() {
		c.state.CompareAndSwap(contentFresh, contentRefused)
	}
	return c.wasRefused()
}

func (c *content) wasRefused() bool { return c.state.Load() == contentRefused }

// guard makes a request ask for its permission before its head leaves. The content asks once more, because TLS may wait for a handshake in
// between. net/http calls WroteHeaders when the head lies in a buffer that it flushes next, and takes no error from it: so the connection is
// closed under the request, and the context is ended, lest net/http should begin anew on another connection.
func (c *content) guard(ctx context.Context) context.Context {
	if c.permitted == nil {
		return ctx
	}
	ctx, end := context.WithCancelCause(ctx)
	var conn net.Conn
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { conn = info.Conn },
		WroteHeaders: func() {
			if c.refused() {
				end(ErrNotPermitted)
				_ = conn.Close() // only its being closed matters
			}
		},
	})
}

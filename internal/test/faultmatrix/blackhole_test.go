package faultmatrix_test

import (
	"net"
	"time"
)

// blackHole replaces the server by a port that never answers a connection request:
// a full queue of connections that nobody accepts.
func (c *limitCell) blackHole() {
	c.Helper()
	c.listener.close()
	listenWithoutQueue(c.T, c.listener.address)
	for range 4 {
		dialer := net.Dialer{Timeout: 200 * time.Millisecond}
		connection, err := dialer.DialContext(c.Context(), "tcp", c.listener.address)
		if err != nil {
			return
		}
		c.Cleanup(func() { _ = connection.Close() })
	}
	c.Skip("the system queues connections that nobody accepts")
}

package provider_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// A provider process that Terraform configures many times, as with -debug, keeps
// the connections of the last configuration only.
func TestConfigure_Again_ClosesConnections(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	var open atomic.Int32
	server := httptest.NewUnstartedServer(env.Mock)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed, http.StateHijacked:
			open.Add(-1)
		case http.StateActive, http.StateIdle:
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	p := env.Protocol(t)
	for range 10 {
		p.Configure(acctest.Attributes{"endpoint": server.URL + "/api"})
		_, run := p.ReadDataSource("tigertrust_certificates", nil)
		run.MustSucceed()
	}
	// The server notices a little later that a connection is closed.
	for range 100 {
		if open.Load() == 1 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%d connections are open", open.Load())
}

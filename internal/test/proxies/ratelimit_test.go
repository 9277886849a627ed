package proxies_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	orders    = 50
	perSecond = 5
)

// start starts a mock in real time.
func start(t *testing.T, limit mockserver.RateLimit) *acctest.Environment {
	t.Helper()
	mock := mockserver.New(mockserver.Options{IssuanceDelay: 2 * time.Second, RateLimit: limit})
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	return &acctest.Environment{Mock: mock, Clock: clocktest.New(acctest.Start), Endpoint: server.URL + "/api"}
}

func TestRateLimit_MockAsProxy_AllOrdersSucceed(t *testing.T) {
	t.Parallel()
	env := start(t, mockserver.RateLimit{PerSecond: perSecond, ProxyPage: true})
	testOrders(t, env, func() (total, rejected int) {
		journal := env.Mock.Journal()
		for _, entry := range journal {
			if entry.Status == http.StatusServiceUnavailable {
				rejected++
			}
		}
		return len(journal), rejected
	})
}

func TestRateLimit_Nginx_AllOrdersSucceed(t *testing.T) {
	t.Parallel()
	env := start(t, mockserver.RateLimit{})
	proxy := startNginx(t, env.Endpoint[:len(env.Endpoint)-len("/api")], perSecond)
	env.Endpoint = proxy.url + "/api"
	testOrders(t, env, func() (total, rejected int) { return proxy.requests(t) })
}

// testOrders orders certificates with a real Terraform. At most a quarter of the
// requests may be rejected, and each certificate is ordered once.
func testOrders(t *testing.T, env *acctest.Environment, requests func() (total, rejected int)) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes a minute of real time")
	}
	tf := env.Terraform(t)
	acctest.BuildProvider(t).Attach(tf)
	began := time.Now()
	tf.Apply(env.Config(fmt.Sprintf(`
terraform {
  required_providers {
    tigertrust = { source = "tigertrust/tigertrust" }
  }
}
resource "tigertrust_certificate" "shop" {
  count       = %d
  common_name = format("shop-%%02d.example.com", count.index)
}
`, orders))).MustSucceed()
	total, rejected := requests()
	t.Logf("%d requests in %s, %d lists and %d orders arrived, %d rejected", total, time.Since(began).Round(time.Second),
		env.Mock.Journal().Count(http.MethodGet, "/api/certificates"), env.Mock.Journal().Count(http.MethodPost, "/api/certificates"), rejected)
	if rejected*4 > total {
		t.Errorf("%d of %d requests were rejected", rejected, total)
	}
	if issued := len(env.Mock.Certificates("")); issued != orders {
		t.Errorf("%d certificates were issued, want %d", issued, orders)
	}
	tf.Plan("").MustSucceed().MustNotMention("could not")
}

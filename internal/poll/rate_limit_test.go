package poll_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// proxied sends requests to a handler in memory, so that a test can run in virtual
// time.
type proxied struct {
	handler http.Handler
	latency time.Duration
}

func (p proxied) RoundTrip(request *http.Request) (*http.Response, error) {
	time.Sleep(p.latency)
	if request.Body == nil {
		request.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	p.handler.ServeHTTP(recorder, request)
	return recorder.Result(), nil
}

// Fifty orders with Terraform's parallelism through a proxy whose rate limit rejects
// with an HTML page and without Retry-After, as nginx does with limit_req. Each order
// takes the requests that the resource sends.
func TestSendOrFind_ProxyRateLimit_OrdersEachOnce(t *testing.T) {
	for _, perSecond := range []float64{1, 5, 25} {
		for _, latency := range []time.Duration{time.Millisecond, 40 * time.Millisecond} {
			t.Run(fmt.Sprintf("%g per second, %s", perSecond, latency), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { testRateLimit(t, perSecond, latency) })
			})
		}
	}
}

func testRateLimit(t *testing.T, perSecond float64, latency time.Duration) {
	t.Helper()
	const orders, parallelism = 50, 10
	mock := mockserver.New(mockserver.Options{RateLimit: mockserver.RateLimit{PerSecond: perSecond, ProxyPage: true}})
	client, err := tigertrust.New(tigertrust.Config{
		APIKey:     mockserver.DefaultAPIKey,
		MaxRetries: tigertrust.DefaultMaxRetries,
		Transport:  proxied{handler: mock, latency: latency},
	})
	if err != nil {
		t.Fatal(err)
	}
	names := make(chan string, orders)
	for n := range orders {
		names <- fmt.Sprintf("shop-%02d.example.com", n)
	}
	close(names)
	var group sync.WaitGroup
	for range parallelism {
		group.Go(func() {
			for name := range names {
				if err := order(t.Context(), client, name); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
	began := time.Now()
	group.Wait()

	journal := mock.Journal()
	rejected, lists := 0, journal.Count(http.MethodGet, "/api/certificates")
	for _, entry := range journal {
		if entry.Status == http.StatusServiceUnavailable {
			rejected++
		}
	}
	t.Logf("%d requests in %s, %d lists, %d orders, %d rejected", len(journal), time.Since(began), lists, journal.Count("POST", ""), rejected)
	if len(mock.Certificates("")) != orders {
		t.Errorf("%d certificates were issued", len(mock.Certificates("")))
	}
	if rejected*4 > len(journal) {
		t.Errorf("%d of %d requests were rejected", rejected, len(journal))
	}
}

// order sends the requests of one order.
func order(ctx context.Context, client *tigertrust.Client, name string) error {
	find := func(ctx context.Context) (*tigertrust.Certificate, bool, error) {
		for certificate, err := range client.ListCertificates(ctx, tigertrust.CertificateQuery{Search: name}) {
			return &certificate, err == nil, err
		}
		return nil, false, nil
	}
	if _, _, err := find(ctx); err != nil {
		return err
	}
	result, err := poll.SendOrFind(ctx, clock.System{}, poll.Request[*tigertrust.Certificate]{
		Deadline: poll.NewDeadline(time.Now(), "", time.Hour),
		Find:     find,
		Send: func(ctx context.Context) (*tigertrust.Certificate, error) {
			return client.CreateCertificate(ctx, tigertrust.CertificateOrder{CommonName: name}, 0)
		},
	})
	if err != nil {
		return err
	}
	if _, _, err := find(ctx); err != nil {
		return err
	}
	_, err = client.Certificate(ctx, result.Value.ID)
	return err
}

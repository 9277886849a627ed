package tigertrust

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
)

// methods contains a call for each HTTP method, and each kind of POST.
var methods = map[string]func(context.Context, *Client) error{
	"GET": func(ctx context.Context, c *Client) error { _, err := c.Certificate(ctx, "1"); return err },
	"PUT": func(ctx context.Context, c *Client) error {
		return c.UpdateCertificate(ctx, "1", CertificateSettings{})
	},
	"POST": func(ctx context.Context, c *Client) error {
		_, err := c.CreateCertificate(ctx, CertificateOrder{CommonName: "a.example.com"}, 0)
		return err
	},
	"POST revoke": func(ctx context.Context, c *Client) error { return c.RevokeCertificate(ctx, "1", Revocation{}) },
	"POST import": func(ctx context.Context, c *Client) error {
		_, err := c.ImportDiscoveredCertificate(ctx, "1", DiscoveryImport{})
		return err
	},
}

func TestRetry_SendsSameBody(t *testing.T) {
	var bodies []string
	client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
		content, err := io.ReadAll(request.Body)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, string(content))
		if len(bodies) < 3 {
			return reply(http.StatusTooManyRequests, ""), nil
		}
		return reply(http.StatusCreated, `{"data":{"id":42}}`), nil
	}, withRetries(2))
	got, err := client.CreateCertificate(t.Context(), CertificateOrder{CommonName: "a.example.com"}, 0)
	if err != nil || got.ID != "42" {
		t.Fatalf("got %v, %v", got, err)
	}
	if want := `{"commonName":"a.example.com"}`; len(bodies) != 3 || bodies[0] != want || bodies[2] != want {
		t.Errorf("sent %q", bodies)
	}
}

func TestRetry_Exhausted_ReturnsLastResponse(t *testing.T) {
	for retries, want := range map[int]string{
		0: `503 Service Unavailable from api.example.com: OVERLOADED: attempt 1`,
		2: `503 Service Unavailable from api.example.com (after 3 attempts): OVERLOADED: attempt 3`,
	} {
		sent := 0
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			sent++
			return reply(http.StatusServiceUnavailable,
				`{"error":{"code":"OVERLOADED","message":"attempt `+strconv.Itoa(sent)+`"}}`), nil
		}, withRetries(retries))
		_, err := client.Certificate(t.Context(), "1")
		var failure *Error
		if !errors.As(err, &failure) || failure.Attempts != retries+1 || err.Error() != want {
			t.Errorf("%d retries: got %v, want %s", retries, err, want)
		}
	}
}

func TestRetry_Backoff(t *testing.T) {
	const rounds, retries = 60, 9
	var longest, shortest [retries]time.Duration
	for round := range rounds {
		client, clock := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			return nil, io.EOF
		}, withRetries(retries))
		if _, err := client.Certificate(t.Context(), "1"); err == nil {
			t.Fatal("no error")
		}
		waits := clock.Slept()
		if len(waits) != retries {
			t.Fatalf("waited %v", waits)
		}
		for i, wait := range waits {
			longest[i] = max(longest[i], wait)
			if round == 0 || wait < shortest[i] {
				shortest[i] = wait
			}
		}
	}
	limit := 500 * time.Millisecond
	for i := range retries {
		if longest[i] >= limit || longest[i] < limit/2 || shortest[i] > limit/2 {
			t.Errorf("before attempt %d: %s to %s in %d calls, want 0 to %s", i+2, shortest[i], longest[i], rounds, limit)
		}
		limit = min(2*limit, 30*time.Second)
	}
	if got := backoff(1000); got >= 30*time.Second {
		t.Errorf("waits %s after 1000 attempts", got)
	}
}

// interruptingClock calls interrupt before each wait.
type interruptingClock struct {
	*clocktest.Clock
	interrupt func()
}

func (c interruptingClock) Sleep(ctx context.Context, d time.Duration) error {
	if d > 0 {
		c.interrupt()
	}
	return c.Clock.Sleep(ctx, d)
}

func TestRetry_Cancelled_DoesNotWait(t *testing.T) {
	for method, do := range methods {
		ctx, cancel := context.WithCancelCause(t.Context())
		interrupted := errors.New("interrupted")
		sent, clock := 0, clocktest.New(testStart)
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			sent++
			return reply(http.StatusTooManyRequests, ""), nil
		}, withRetries(5), func(c *Config) {
			c.Clock = interruptingClock{clock, func() { cancel(interrupted) }}
		})
		if err := do(ctx, client); !errors.Is(err, interrupted) || sent != 1 {
			t.Errorf("%s: sent %d times, got %v", method, sent, err)
		}
		if waits := clock.Slept(); len(waits) != 0 {
			t.Errorf("%s: waited %v", method, waits)
		}
	}
}

func TestRetry_Cancelled_KeepsResponse(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		cancel()
		return reply(http.StatusInternalServerError, `{"error":{"code":"CRASHED"}}`), nil
	}, withRetries(5))
	var failure *Error
	if _, err := client.Certificate(ctx, "1"); !errors.As(err, &failure) || failure.Code != "CRASHED" || failure.Attempts != 1 {
		t.Errorf("got %v", err)
	}
}

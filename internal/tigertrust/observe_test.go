package tigertrust

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
)

func TestObserver_SeesEveryAttempt(t *testing.T) {
	type key struct{}
	var (
		attempts []Attempt
		clock    = clocktest.New(testStart)
		lost     = errors.New("connection lost")
	)
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		clock.Advance(time.Second)
		switch len(attempts) {
		case 0:
			response := reply(http.StatusServiceUnavailable, "")
			response.Header.Set("X-Request-Id", "r-1")
			return response, nil
		case 1:
			return nil, lost
		default:
			return reply(http.StatusOK, `{"data":[]}`), nil
		}
	}, withRetries(2), func(c *Config) {
		c.Clock = clock
		c.WorkspaceID = "ws_1"
		c.Observer = func(ctx context.Context, attempt Attempt) {
			if ctx.Value(key{}) != "the caller's" {
				t.Error("the observer does not get the caller's context")
			}
			attempts = append(attempts, attempt)
		}
	})
	ctx := context.WithValue(t.Context(), key{}, "the caller's")
	if _, err := client.AllCertificates(ctx, CertificateQuery{Search: "secret.example.com"}); err != nil {
		t.Fatal(err)
	}

	const path = "/api/certificates"
	want := []Attempt{
		{Method: "GET", Path: path, Number: 1, StatusCode: 503, RequestID: "r-1", Duration: time.Second},
		{Method: "GET", Path: path, Number: 2, Duration: time.Second, Err: lost},
		{Method: "GET", Path: path, Number: 3, StatusCode: 200, Duration: time.Second},
	}
	if !reflect.DeepEqual(attempts, want) {
		t.Errorf("got  %+v\nwant %+v", attempts, want)
	}
	if text := fmt.Sprintf("%+v", attempts); strings.Contains(text, testKey) || strings.Contains(text, "secret") {
		t.Errorf("the attempts contain the key or the query: %s", text)
	}
}

func TestObserver_DurationCoversBody(t *testing.T) {
	clock := clocktest.New(testStart)
	var attempts []Attempt
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		response := reply(http.StatusOK, "")
		content := strings.NewReader(`{"data":{"id":1}}`)
		response.Body = &body{Reader: readFunc(func(buffer []byte) (int, error) {
			clock.Advance(time.Minute)
			return content.Read(buffer)
		})}
		return response, nil
	}, func(c *Config) {
		c.Clock = clock
		c.Observer = func(_ context.Context, attempt Attempt) { attempts = append(attempts, attempt) }
	})
	if _, err := client.Certificate(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	if len(attempts) != 1 || attempts[0].Duration < time.Minute {
		t.Errorf("got %+v", attempts)
	}
}

func TestObserver_UnsentRequest_IsNotReported(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, context.Canceled
	}, withRetries(2), func(c *Config) {
		c.Observer = func(_ context.Context, attempt Attempt) { t.Errorf("observed %+v", attempt) }
	})
	if _, err := client.Certificate(ctx, "1"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

package tigertrust

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A panic or a log line may print any of these values.
func TestKey_NotInFormattedClient(t *testing.T) {
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return nil, errors.New("lost") })
	_, err := client.Certificate(t.Context(), "1")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, value := range []any{client, struct{ c *Client }{client}, err, client.apiKey} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, testKey) || strings.Contains(text, fmt.Sprintf("%x", testKey)) {
				t.Errorf("%s of a %T shows the key: %s", verb, value, text)
			}
		}
	}
}

func TestKey_HiddenFromObserver(t *testing.T) {
	for name, transport := range map[string]roundTrip{
		"in the request ID": func(*http.Request) (*http.Response, error) {
			response := reply(http.StatusOK, `{"data":{"id":1}}`)
			response.Header.Set("X-Request-Id", "id-of-"+testKey)
			return response, nil
		},
		"in the error": func(*http.Request) (*http.Response, error) {
			return nil, errors.New("malformed HTTP response " + testKey)
		},
	} {
		var attempts []Attempt
		client, _ := newFakeClient(t, transport, func(c *Config) {
			c.Observer = func(_ context.Context, attempt Attempt) { attempts = append(attempts, attempt) }
		})
		_, _ = client.Certificate(t.Context(), "1")
		if text := fmt.Sprintf("%+v", attempts); len(attempts) != 1 || strings.Contains(text, testKey) || !strings.Contains(text, "(API key)") {
			t.Errorf("%s: got %s", name, text)
		}
	}
}

func TestKey_SentInHeaderOnly(t *testing.T) {
	for _, test := range everyCall {
		var seen journal
		client, _ := newTestClient(t, serve(t, seen.recording(anySuccess)).URL)
		if err := test.do(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		for _, request := range seen.all() {
			if got := request.header.Get("X-Agent-API-Key"); got != testKey {
				t.Errorf("%s: the header is %q", test.name, got)
			}
			request.header.Del("X-Agent-API-Key")
			if text := fmt.Sprintf("%+v", request); strings.Contains(text, testKey) {
				t.Errorf("%s: the key is not only in its header: %s", test.name, text)
			}
		}
	}
}

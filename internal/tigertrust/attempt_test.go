package tigertrust

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// body is a response body that records whether it was closed.
type body struct {
	io.Reader
	closed bool
}

func (b *body) Close() error {
	b.closed = true
	return nil
}

// readFunc is a function that implements io.Reader.
type readFunc func([]byte) (int, error)

func (f readFunc) Read(buffer []byte) (int, error) { return f(buffer) }

// untilDone returns a body that never arrives.
func untilDone(ctx context.Context) io.ReadCloser {
	return &body{Reader: readFunc(func([]byte) (int, error) {
		<-ctx.Done()
		return 0, ctx.Err()
	})}
}

func TestAttempt_TimeoutCoversBody(t *testing.T) {
	const limit = 5 * time.Millisecond
	client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
		response := reply(http.StatusOK, "")
		response.Body = untilDone(request.Context())
		return response, nil
	}, func(c *Config) { c.RequestTimeout = limit })

	_, err := client.Certificate(t.Context(), "1")
	var timeout *TimeoutError
	if !errors.As(err, &timeout) || timeout.After != limit {
		t.Fatalf("got %v", err)
	}
	if want := "no response from api.example.com: no complete response within 5ms"; err.Error() != want {
		t.Errorf("got %s, want %s", err, want)
	}
}

func TestAttempt_TimeoutCoversWait(t *testing.T) {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-release:
		}
	})
	client, _ := newTestClient(t, server.URL, func(c *Config) { c.RequestTimeout = 5 * time.Millisecond })
	_, err := client.Certificate(t.Context(), "1")
	var timeout *TimeoutError
	if !errors.As(err, &timeout) {
		t.Errorf("got %v", err)
	}
}

func TestAttempt_EachHasItsOwnTimeout(t *testing.T) {
	tests := map[string]struct {
		configured, own time.Duration
		least, most     time.Duration
	}{
		"of the client":       {configured: time.Hour, least: 59 * time.Minute, most: time.Hour},
		"longer of the call":  {configured: time.Hour, own: 3 * time.Hour, least: 2 * time.Hour, most: 3 * time.Hour},
		"shorter of the call": {configured: time.Hour, own: time.Minute, least: time.Second, most: time.Minute},
		"default":             {least: 29 * time.Second, most: DefaultRequestTimeout},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var limits []time.Duration
			client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
				left := time.Duration(0)
				if deadline, ok := request.Context().Deadline(); ok {
					left = time.Until(deadline)
				}
				limits = append(limits, left)
				return reply(http.StatusTooManyRequests, ""), nil
			}, withRetries(2), func(c *Config) { c.RequestTimeout = test.configured })
			if _, err := client.CreateCertificate(t.Context(), CertificateOrder{}, test.own); err == nil {
				t.Fatal("no error")
			}
			if len(limits) != 3 {
				t.Fatalf("%d attempts", len(limits))
			}
			for _, left := range limits {
				if left < test.least || left > test.most {
					t.Errorf("an attempt may take %s, want %s to %s", left, test.least, test.most)
				}
			}
		})
	}
}

// padding returns n bytes of white space, and counts the bytes that are read.
func padding(n int, read *int) io.Reader {
	blank := bytes.Repeat([]byte(" "), 64<<10)
	return io.LimitReader(readFunc(func(buffer []byte) (int, error) {
		size := copy(buffer, blank)
		*read += size
		return size, nil
	}), int64(n))
}

func TestResponse_Over32MiB_Fails(t *testing.T) {
	const (
		limit = 32 << 20
		data  = `{"data":{"id":42}}`
	)
	tests := map[string]struct {
		size int
		want error
	}{
		"just below": {size: limit - 1},
		"the limit":  {size: limit},
		"just above": {size: limit + 1, want: ResponseTooLargeError{}},
		"far above":  {size: 100 * limit, want: ResponseTooLargeError{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			read := 0
			content := &body{Reader: io.MultiReader(strings.NewReader(data), padding(test.size-len(data), &read))}
			client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
				response := reply(http.StatusOK, "")
				response.Body = content
				return response, nil
			}, withRetries(3))

			got, err := client.Certificate(t.Context(), "42")
			if test.want == nil && (err != nil || got.ID != "42") || !errors.Is(err, test.want) {
				t.Errorf("got %v, %v, want %v", got, err, test.want)
			}
			if read > limit+64<<10 {
				t.Errorf("%d bytes were read", read)
			}
			if !content.closed {
				t.Error("the body was not closed")
			}
		})
	}
	if got, want := (ResponseTooLargeError{}).Error(), "the response is larger than 32 MiB and was not read"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestResponse_Incomplete_Fails(t *testing.T) {
	for _, text := range []string{"", `{"data":{"id":42}}`} {
		content := &body{Reader: io.MultiReader(strings.NewReader(text),
			readFunc(func([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }))}
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			response := reply(http.StatusOK, "")
			response.Body = content
			return response, nil
		})
		got, err := client.Certificate(t.Context(), "1")
		if got != nil || !errors.Is(err, io.ErrUnexpectedEOF) ||
			err.Error() != "no response from api.example.com: incomplete response: unexpected EOF" {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
		if !content.closed {
			t.Errorf("%q: the body was not closed", text)
		}
	}
}

func TestCancel_SentPOST_Completes(t *testing.T) {
	calls := map[string]func(context.Context, *Client) error{
		"create": func(ctx context.Context, c *Client) error {
			_, err := c.CreateCertificate(ctx, CertificateOrder{}, 0)
			return err
		},
		"revoke": func(ctx context.Context, c *Client) error { return c.RevokeCertificate(ctx, "42", Revocation{}) },
		"renew":  func(ctx context.Context, c *Client) error { return c.RenewCertificate(ctx, "42", Renewal{}) },
		"deploy": func(ctx context.Context, c *Client) error { return c.DeployCertificate(ctx, "42", Deployment{}) },
		"import": func(ctx context.Context, c *Client) error {
			_, err := c.ImportDiscoveredCertificate(ctx, "1", DiscoveryImport{})
			return err
		},
	}
	for name, do := range calls {
		ctx, cancel := context.WithCancel(t.Context())
		client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
			cancel()
			if err := request.Context().Err(); err != nil {
				return nil, err
			}
			response := reply(http.StatusCreated, "")
			response.Body = &body{Reader: readFunc(func(buffer []byte) (int, error) {
				if err := request.Context().Err(); err != nil {
					return 0, err
				}
				return copy(buffer, `{"data":{"id":42}}`), io.EOF
			})}
			return response, nil
		})
		if err := do(ctx, client); err != nil {
			t.Errorf("%s: the response is lost: %v", name, err)
		}
	}
}

func TestCancel_GETAndPUT_End(t *testing.T) {
	calls := map[string]func(context.Context, *Client) error{
		"get": func(ctx context.Context, c *Client) error { _, err := c.Certificate(ctx, "1"); return err },
		"list": func(ctx context.Context, c *Client) error {
			_, err := c.AllCertificates(ctx, CertificateQuery{})
			return err
		},
		"update": func(ctx context.Context, c *Client) error {
			return c.UpdateCertificate(ctx, "1", CertificateSettings{})
		},
	}
	for name, do := range calls {
		ctx, cancel := context.WithCancelCause(t.Context())
		interrupted := errors.New("interrupted")
		sent := 0
		client, _ := newFakeClient(t, func(request *http.Request) (*http.Response, error) {
			sent++
			cancel(interrupted)
			<-request.Context().Done()
			return nil, request.Context().Err()
		}, withRetries(3))
		if err := do(ctx, client); !errors.Is(err, interrupted) {
			t.Errorf("%s: got %v", name, err)
		}
		if sent != 1 {
			t.Errorf("%s: sent %d times", name, sent)
		}
	}
}

// The error must show whether the POST was sent, and may have been carried out.
func TestCancel_LostPOST_KeepsError(t *testing.T) {
	lost := errors.New("connection reset")
	ctx, cancel := context.WithCancel(t.Context())
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		cancel()
		return nil, lost
	})
	if _, err := client.CreateCertificate(ctx, CertificateOrder{}, 0); !errors.Is(err, lost) {
		t.Errorf("connection reset: %v", err)
	}

	ctx, cancel = context.WithCancel(t.Context())
	client, _ = newFakeClient(t, func(request *http.Request) (*http.Response, error) {
		cancel()
		<-request.Context().Done()
		return nil, request.Context().Err()
	})
	var timeout *TimeoutError
	if _, err := client.CreateCertificate(ctx, CertificateOrder{}, time.Millisecond); !errors.As(err, &timeout) {
		t.Errorf("timeout: %v", err)
	}

	client, _ = newFakeClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, lost
	})
	if _, err := client.CreateCertificate(ctx, CertificateOrder{}, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before it was sent: %v", err)
	}
}

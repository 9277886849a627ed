package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/time/rate"
)

// object is a JSON object. Numbers are json.Number.
type object = map[string]any

// response is a response of any server.
type response struct {
	status int
	header http.Header
	raw    []byte
	// document is the decoded body, nil if it is not JSON.
	document any
}

// api sends requests to the API.
type api struct {
	endpoint  *url.URL
	key       string
	workspace string
	client    *http.Client
	// timeout limits one request.
	timeout time.Duration
	limiter *rate.Limiter
	// pause waits before a request is sent again.
	pause func(context.Context, time.Duration) error
}

func newAPI(s settings) *api {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: s.rootCAs},
		TLSHandshakeTimeout: s.timeout,
		ForceAttemptHTTP2:   true,
	}
	a := &api{
		endpoint: s.endpoint, key: s.apiKey, workspace: s.workspaceID, timeout: s.timeout, pause: sleep,
		client: &http.Client{
			Transport: transport,
			// A redirect would send the key to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		limiter: rate.NewLimiter(rate.Inf, 1),
	}
	if s.rate > 0 {
		a.limiter.SetLimit(rate.Limit(s.rate))
	}
	return a
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// withKey returns a copy that sends another key.
func (a *api) withKey(key string) *api {
	changed := *a
	changed.key = key
	return &changed
}

// get sends a GET request. The segments of the path are escaped.
func (a *api) get(ctx context.Context, query url.Values, path ...string) (*response, error) {
	return a.send(ctx, http.MethodGet, query, nil, path...)
}

const (
	maxAttempts = 6
	maxPause    = time.Minute
	maxBody     = 32 << 20
)

// send sends a request, and again while the server or a proxy refuses it because
// of its load. A GET is also repeated after a broken connection, once.
func (a *api) send(ctx context.Context, method string, query url.Values, body any, path ...string) (*response, error) {
	for attempt := 1; ; attempt++ {
		if err := a.limiter.Wait(ctx); err != nil {
			return nil, err
		}
		got, err := a.attempt(ctx, method, query, body, path)
		wait, again := time.Second<<min(attempt-1, 4), false
		switch {
		case err != nil:
			again = method == http.MethodGet && attempt == 1 && ctx.Err() == nil
		case got.status == http.StatusTooManyRequests:
			again, wait = true, max(wait, got.retryAfter())
		case got.status == http.StatusBadGateway, got.status == http.StatusServiceUnavailable, got.status == http.StatusGatewayTimeout:
			again, wait = method == http.MethodGet, max(wait, got.retryAfter())
		}
		if !again || attempt == maxAttempts {
			return got, err
		}
		if err := a.pause(ctx, min(wait, maxPause)); err != nil {
			return nil, err
		}
	}
}

func (a *api) attempt(ctx context.Context, method string, query url.Values, body any, path []string) (*response, error) {
	escaped := make([]string, len(path))
	for i, segment := range path {
		escaped[i] = url.PathEscape(segment)
	}
	target := *a.endpoint.JoinPath(escaped...)
	target.RawQuery = query.Encode()
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(encoded)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, a.timeout, fmt.Errorf("no complete response within %s", a.timeout))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, target.String(), content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "terraform-provider-tigertrust-conformance")
	request.Header.Set("X-Agent-API-Key", a.key)
	if a.workspace != "" {
		request.Header.Set("X-Workspace-ID", a.workspace)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	reply, err := a.client.Do(request)
	if err != nil {
		var urlError *url.Error
		if errors.As(err, &urlError) {
			err = urlError.Err
		}
		if errors.Is(err, context.DeadlineExceeded) {
			err = context.Cause(ctx)
		}
		return nil, err
	}
	defer func() { _ = reply.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(reply.Body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("incomplete response: %w", err)
	}
	if len(raw) > maxBody {
		return nil, fmt.Errorf("the response is larger than %d MiB", maxBody>>20)
	}
	return &response{status: reply.StatusCode, header: reply.Header, raw: raw, document: decode(raw)}, nil
}

// decode decodes a body that is a single JSON value. It returns nil for any other
// body.
func decode(raw []byte) any {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var document any
	if decoder.Decode(&document) != nil {
		return nil
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil
	}
	return document
}

// retryAfter returns the time in the Retry-After header, 0 if there is none.
func (r *response) retryAfter() time.Duration {
	text := r.header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return time.Until(at)
	}
	return 0
}

// ok reports whether the status is 2xx.
func (r *response) ok() bool { return r.status >= 200 && r.status <= 299 }

// envelope returns the body as an object, nil if it is none.
func (r *response) envelope() object {
	envelope, _ := r.document.(object)
	return envelope
}

// items returns the objects in the data of a list. isList is false if the response
// is not a success, or if its data is not a list.
func (r *response) items() (items []object, isList bool) {
	data, isList := r.envelope()["data"].([]any)
	for _, element := range data {
		if item, ok := element.(object); ok {
			items = append(items, item)
		}
	}
	return items, isList && r.ok()
}

// data returns the data of a single item, nil if there is none.
func (r *response) data() object {
	data, _ := r.envelope()["data"].(object)
	return data
}

func (r *response) pagination() object {
	pagination, _ := r.envelope()["pagination"].(object)
	return pagination
}

package tigertrust

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// DefaultEndpoint is the base URL of the reference ("Base URL"). Paths such as
// /certificates are appended to it.
const DefaultEndpoint = "https://api.tigertrust.io/api"

// Defaults of the settings in [Config].
const (
	// DefaultRequestTimeout replaces a zero [Config.RequestTimeout].
	DefaultRequestTimeout = 30 * time.Second
	// DefaultMaxRetries is the recommended [Config.MaxRetries]. It does not replace
	// zero.
	DefaultMaxRetries = 6
)

// Config contains the settings of a [Client]. Only APIKey is required.
type Config struct {
	// Endpoint is the base URL, see [ParseEndpoint]. Nil means [DefaultEndpoint].
	Endpoint *url.URL
	// APIKey is sent as X-Agent-API-Key, only to the endpoint's host.
	APIKey string
	// APIKeySource names the setting that contains the key, for
	// [Error.APIKeySource].
	APIKeySource string
	// WorkspaceID is sent as X-Workspace-ID. Empty means the default workspace of
	// the key.
	WorkspaceID string
	// RootCAs verify the server. Nil means the system trust store. They have no
	// effect on Transport.
	RootCAs *x509.CertPool
	// UserAgent is sent as User-Agent.
	UserAgent string
	// RequestTimeout limits one attempt, from dialing to the last byte of the
	// response. Zero means [DefaultRequestTimeout].
	RequestTimeout time.Duration
	// MaxRetries is how many times a request is sent again.
	MaxRetries int
	// RequestsPerSecond limits the requests of the client. Zero is no limit.
	RequestsPerSecond float64
	// Clock is used for every wait. Nil means [clock.System]. Time limits of network
	// operations always run in real time.
	Clock clock.Clock
	// Observer is called after each attempt. It may be nil.
	Observer Observer
	// OnWrite is called after each write to an existing certificate, successful or
	// not. It may be nil.
	OnWrite func(ID)
	// OnPrivateKey is called after each response that contained a private key,
	// which the client has removed. The request is its method and path. It may be
	// nil.
	OnPrivateKey func(ctx context.Context, request string)
	// OnUnreadable is called for each certificate in a response, with the names of
	// its fields whose values have the wrong type. It may be nil.
	OnUnreadable func(ctx context.Context, id ID, fields []string)
	// OnSuccess is called after each response with readable data. It may be nil.
	OnSuccess func()
	// Transport sends the requests. Nil means a connection pool that verifies the
	// server with RootCAs.
	Transport http.RoundTripper
}

// Client sends requests to the API. It is safe for concurrent use. All its
// requests share one rate limiter, so use one client for each process and key.
type Client struct {
	endpoint *url.URL
	apiKey   secret
	// mask replaces the key in a text.
	mask           func(string) string
	apiKeySource   string
	workspaceID    string
	userAgent      string
	requestTimeout time.Duration
	clock          clock.Clock
	http           *http.Client
	onWrite        func(ID)
	onPrivateKey   func(ctx context.Context, request string)
	onUnreadable   func(ctx context.Context, id ID, fields []string)
	onSuccess      func()
}

// New returns a client. It sends no request. A config without an API key is an
// error.
func New(config Config) (*Client, error) {
	if config.Endpoint == nil {
		endpoint, err := ParseEndpoint(DefaultEndpoint)
		if err != nil {
			return nil, err
		}
		config.Endpoint = endpoint
	}
	if config.APIKey == "" {
		return nil, errors.New("no API key")
	}
	if config.RequestTimeout == 0 {
		config.RequestTimeout = DefaultRequestTimeout
	}
	if config.Clock == nil {
		config.Clock = clock.System{}
	}
	if config.OnWrite == nil {
		config.OnWrite = func(ID) {}
	}
	if config.OnPrivateKey == nil {
		config.OnPrivateKey = func(context.Context, string) {}
	}
	if config.OnUnreadable == nil {
		config.OnUnreadable = func(context.Context, ID, []string) {}
	}
	if config.OnSuccess == nil {
		config.OnSuccess = func() {}
	}
	if config.Transport == nil {
		config.Transport = newTransport(config.RootCAs, http.ProxyFromEnvironment)
	}

	client := &Client{
		endpoint:       config.Endpoint,
		apiKey:         newSecret(config.APIKey),
		mask:           newMask(newSecret(config.APIKey)),
		apiKeySource:   config.APIKeySource,
		workspaceID:    config.WorkspaceID,
		userAgent:      config.UserAgent,
		requestTimeout: config.RequestTimeout,
		clock:          config.Clock,
		onWrite:        config.OnWrite,
		onPrivateKey:   config.OnPrivateKey,
		onUnreadable:   config.OnUnreadable,
		onSuccess:      config.OnSuccess,
	}
	client.http = &http.Client{
		Transport:     transportChain{RoundTripper: client.chain(config), pool: config.Transport},
		CheckRedirect: refuseRedirect,
	}
	return client, nil
}

// chain returns the links that handle each request, see the package comment.
func (c *Client) chain(config Config) http.RoundTripper {
	var next http.RoundTripper = &attemptLink{next: config.Transport}
	next = &observeLink{client: c, next: next, observer: config.Observer}
	next = &rateLimitLink{next: next, limiter: newRateLimiter(c.clock, config.RequestsPerSecond)}
	return &retryLink{next: next, clock: c.clock, maxRetries: config.MaxRetries}
}

// CloseIdleConnections closes the connections that no request uses. The
// connections of other requests are closed at their end.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// Endpoint returns the base URL that requests are sent to.
func (c *Client) Endpoint() string { return c.endpoint.String() }

// WorkspaceID returns the workspace that requests are sent for, or an empty text
// for the default workspace of the key.
func (c *Client) WorkspaceID() string { return c.workspaceID }

// Now returns the time of the client's clock.
func (c *Client) Now() time.Time { return c.clock.Now() }

// Sleep waits on the client's clock until d has passed, or returns the error of
// ctx if ctx ends first.
func (c *Client) Sleep(ctx context.Context, d time.Duration) error {
	return c.clock.Sleep(ctx, d)
}

// WithTimeout limits the time of an operation on the client's clock.
func (c *Client) WithTimeout(ctx context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc) {
	return c.clock.WithTimeout(ctx, d, cause)
}

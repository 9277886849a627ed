package tigertrust

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

// DefaultEndpoint is the base URL that the API reference names; paths such as
// /certificates are appended to it.
const DefaultEndpoint = "https://api.tigertrust.io/api"

// Defaults of the settings in [Config].
const (
	DefaultRequestTimeout = 30 * time.Second
	DefaultMaxRetries     = 6
)

// Config is what a [Client] is made from.
type Config struct {
	// Endpoint is the base URL, see [ParseEndpoint]; nil means
	// [DefaultEndpoint].
	Endpoint *url.URL
	// APIKey is sent as X-Agent-API-Key, to the endpoint's host only.
	APIKey string
	// APIKeySource says where the key came from, for errors about the key.
	APIKeySource string
	// WorkspaceID is sent as X-Workspace-ID; empty means the key's default
	// workspace.
	WorkspaceID string
	// RootCAs verify the server; nil means the roots of the system.
	RootCAs *x509.CertPool
	// UserAgent is sent as User-Agent.
	UserAgent string
	// RequestTimeout limits one HTTP exchange, from dialling to the last byte
	// of the answer; 0 means [DefaultRequestTimeout].
	RequestTimeout time.Duration
	// MaxRetries is how often a request is sent again; 0 is never.
	MaxRetries int
	// RequestsPerSecond limits what the client sends; 0 is no limit.
	RequestsPerSecond float64
	// Clock is used for every wait. It does not govern time limits of network
	// operations, which run in real time.
	Clock clock.Clock
	// Observer, when set, is told about every attempt.
	Observer Observer
	// OnWrite, when set, is called after each write to a certificate, whether or
	// not it succeeded.
	OnWrite func(ID)
	// Transport sends the requests; nil means a pool of connections that verifies
	// servers with RootCAs.
	Transport http.RoundTripper
}

// Client talks to the API. It is safe for concurrent use, and all its requests
// share one gate, so one client per process and key is right.
type Client struct {
	endpoint       *url.URL
	apiKey         secret
	apiKeySource   string
	workspaceID    string
	userAgent      string
	requestTimeout time.Duration
	clock          clock.Clock
	http           *retryablehttp.Client
	onWrite        func(ID)
}

// New returns a client, or an error when the configuration lacks a key. It
// sends nothing.
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

	client := &Client{
		endpoint:       config.Endpoint,
		apiKey:         newSecret(config.APIKey),
		apiKeySource:   config.APIKeySource,
		workspaceID:    config.WorkspaceID,
		userAgent:      config.UserAgent,
		requestTimeout: config.RequestTimeout,
		clock:          config.Clock,
		onWrite:        config.OnWrite,
	}
	transport := config.Transport
	if transport == nil {
		transport = newTransport(config.RootCAs)
	}
	transport = &attemptLink{next: transport}
	transport = &observeLink{next: transport, clock: config.Clock, observer: client.masked(config.Observer)}
	transport = &rateLimitLink{next: transport, gate: newGate(config.Clock, config.RequestsPerSecond)}
	client.http = newRetrier(transport, config.MaxRetries, config.Clock)
	return client, nil
}

// Endpoint returns the base URL that the client talks to.
func (c *Client) Endpoint() string { return c.endpoint.String() }

// WorkspaceID returns the workspace that the client asks for, empty for the
// default workspace of the key.
func (c *Client) WorkspaceID() string { return c.workspaceID }

// Now returns the time of the client's clock.
func (c *Client) Now() time.Time { return c.clock.Now() }

// Sleep waits on the client's clock, until d has passed or ctx ends with its
// error.
func (c *Client) Sleep(ctx context.Context, d time.Duration) error {
	return c.clock.Sleep(ctx, d)
}

// Command mockserver serves the mock of the TigerTrust API on loopback, with the
// certificates of the guides and random ones, and prints the environment variables
// for the provider.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// journalLimit bounds the memory of a server that runs for days.
const journalLimit = 10_000

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "mockserver:", err)
		os.Exit(1)
	}
}

// settings are the values of the flags.
type settings struct {
	address    string
	control    string
	service    string
	seed       int
	randomSeed int64
	options    mockserver.Options
	// isLike is true if the options describe the account of a conformance report.
	isLike bool
}

func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("mockserver", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.address, "addr", "127.0.0.1:0", "loopback `address` of the API; port 0 selects a free port")
	flags.StringVar(&s.control, "control", "127.0.0.1:0", "loopback `address` of the control handler")
	flags.StringVar(&s.service, "service", "127.0.0.1:0", "loopback `address` of a TLS service that presents the deployed certificates")
	flags.IntVar(&s.seed, "seed", 25, "`number` of random certificates")
	flags.Int64Var(&s.randomSeed, "random-seed", 1, "seed `number` of the random certificates")
	like := flags.String("like", "", "behave like the account of this conformance.json, the report `file` of the conformance command")
	flags.DurationVar(&s.options.IssuanceDelay, "issuance-delay", 0, "time from an order to its certificate; if negative, only the control handler issues it")
	flags.DurationVar(&s.options.RenewalDelay, "renewal-delay", 0, "time from a renewal to its certificate; if negative, only the control handler completes it")
	flags.DurationVar(&s.options.DeploymentDelay, "deployment-delay", 0, "time from a deployment to its location")
	flags.DurationVar(&s.options.Latency, "latency", 0, "delay of every response")
	flags.BoolVar(&s.options.OpaqueIDs, "opaque-ids", false, "ids such as crt_8f2c01d3 in place of numbers")
	flags.Float64Var(&s.options.RateLimit.PerSecond, "rate", 0, "rate limit in requests per second; 0 disables it")
	flags.IntVar(&s.options.RateLimit.Burst, "burst", 10, "burst size of the rate limit")
	flags.BoolVar(&s.options.RateLimit.ProxyPage, "proxy-page", false, "reject requests that exceed the rate limit with 503 and the page of a proxy, without Retry-After")
	if err := flags.Parse(args); err != nil {
		return settings{}, err
	}
	if flags.NArg() > 0 {
		return settings{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if s.seed < 0 {
		return settings{}, fmt.Errorf("-seed must not be negative, got %d", s.seed)
	}
	if *like != "" {
		likeness, err := mockserver.ReadLikeness(*like)
		if err != nil {
			return settings{}, err
		}
		likeness.Apply(&s.options)
		s.isLike = true
	}
	s.options.RateLimit.RetryAfter = mockserver.RetryAfterSeconds
	s.options.JournalLimit = journalLimit
	s.options.Logger = slog.New(slog.NewTextHandler(stderr, nil))
	return s, nil
}

// run serves until the context is canceled.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, err := parse(args, stderr)
	if err != nil {
		return err
	}
	host, err := newService()
	if err != nil {
		return err
	}
	s.options.PublicKey = host.publicKey
	mock := mockserver.New(s.options)
	host.mock = mock
	if s.isLike {
		mock.SeedLike()
	} else {
		mock.SeedGuides()
		mock.SeedInventory(s.seed, s.randomSeed)
	}

	var opened []net.Listener
	for _, address := range []string{s.address, s.control, s.service} {
		listener, err := listen(ctx, address)
		if err != nil {
			return errors.Join(err, closeAll(opened))
		}
		opened = append(opened, listener)
	}
	api, control, tlsService := opened[0], opened[1], opened[2]
	if err := announce(stdout, api.Addr(), control.Addr(), tlsService.Addr(), mock, s); err != nil {
		return errors.Join(err, closeAll(opened))
	}
	return serve(ctx, map[net.Listener]http.Handler{
		api:     mock,
		control: mock.ControlHandler(),
		tls.NewListener(tlsService, &tls.Config{GetCertificate: host.certificate}): host,
	})
}

// closeAll closes listeners.
func closeAll(listeners []net.Listener) error {
	var failure error
	for _, listener := range listeners {
		failure = errors.Join(failure, listener.Close())
	}
	return failure
}

// listen opens a port on loopback only, because the API key is public.
func listen(ctx context.Context, address string) (net.Listener, error) {
	resolved, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, err
	}
	if !resolved.IP.IsLoopback() {
		return nil, fmt.Errorf("address must be a loopback address such as 127.0.0.1:8080, got %q", address)
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", resolved.String())
}

// shutdownGrace is how long running requests may take to finish.
const shutdownGrace = 5 * time.Second

// serve runs a server for each listener and stops them together.
func serve(ctx context.Context, handlers map[net.Listener]http.Handler) error {
	stopped := make(chan error, len(handlers))
	var servers []*http.Server
	for listener, handler := range handlers {
		server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
		servers = append(servers, server)
		go func() { stopped <- server.Serve(listener) }()
	}
	var failure error
	running := len(servers)
	select {
	case <-ctx.Done():
	case failure = <-stopped:
		running--
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	for _, server := range servers {
		if server.Shutdown(grace) != nil {
			failure = errors.Join(failure, server.Close())
		}
	}
	for range running {
		if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
			failure = errors.Join(failure, err)
		}
	}
	return failure
}

// announce prints how to use the server.
func announce(w io.Writer, api, control, tlsService net.Addr, mock *mockserver.Server, s settings) error {
	text := fmt.Sprintf(`export TIGERTRUST_ENDPOINT=http://%[1]s/api
export TIGERTRUST_API_KEY=%[2]s

# Write this to main.tf in an empty folder. Then: terraform init, terraform apply.
terraform {
  required_version = ">= 1.5"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

provider "tigertrust" {}

resource "tigertrust_certificate" "try" {
  common_name = "try.example.com"
}
`, api, mockserver.DefaultAPIKey)
	if !s.isLike {
		text += contents(mock, s.seed)
	}
	_, err := fmt.Fprintf(w, `%[1]s
# A TLS service presents the certificates that are deployed. To verify a deployment:
#   endpoints = ["%[3]s"], server_name = "www.example.com"

# Control it: http://%[2]s
#   curl http://%[2]s/journal
#   curl -d '{"kind":"bad-gateway","path":"/api/certificates/*","times":2}' http://%[2]s/faults
#   curl -X POST http://%[2]s/certificates/%[4]s/renew     (as TigerTrust does)
#   curl -X POST http://%[2]s/certificates/%[4]s/revoke    (as another user does)
`, text, control, tlsService, mock.CertificateID(mockserver.FirstID))
	return err
}

// contents describes the account to which the guides and examples refer. A test
// compares it with the responses of the server.
func contents(mock *mockserver.Server, random int) string {
	certificate := func(offset int64) string { return mock.CertificateID(mockserver.FirstID + offset) }
	discovered := func(offset int64) string { return mock.DiscoveredID(mockserver.FirstID + offset) }
	return fmt.Sprintf(`
# The account has what the guides use, and %[8]d random certificates:
#   certificates  %[1]s www.example.com, %[2]s soon.example.com (expires in 10 days),
#                 %[7]s shop.example.com (deployed by agent-prod-01)
#   discovered    %[3]s legacy.example.com, %[4]s intranet.example.com (by agent-prod-01),
#                 %[5]s wiki.example.com, %[6]s blog.example.com (by agent-prod-02)
#   CAs           5 Let's Encrypt (default), 6 DigiCert, 7 Internal PKI
#   agents        agent-prod-01 with the targets nginx-main and haproxy-lb,
#                 agent-prod-02 with the targets nginx-main and apache-main
#   workspaces    ws_123456 (default), ws_654321
`, certificate(0), certificate(1), discovered(2), discovered(3), discovered(4), discovered(5), certificate(6), random)
}

package bench_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Providers, which become the columns of the results.
const (
	echo         = "echo"
	bare         = "bare"
	ours         = "tigertrust"
	withoutBulk  = "tigertrust-without-bulk-refresh"
	builtIn      = "terraform_data"
	planArgument = "-detailed-exitcode" // fails if the plan has changes
)

// conditions are the conditions of a plan.
type conditions struct {
	latency time.Duration
	// rate is the highest number of requests a second, as a limit of the server
	// and as a setting of the provider; 0 is no limit.
	rate float64
}

func (c conditions) String() string { return fmt.Sprintf("latency=%s/rate=%g", c.latency, c.rate) }

// environment returns the settings of the provider.
func (c conditions) environment(f *fleet, bulkRefresh bool) []string {
	environment := []string{
		"TIGERTRUST_API_KEY=" + mockserver.DefaultAPIKey,
		"TIGERTRUST_ENDPOINT=" + f.endpoint(),
		"TIGERTRUST_BULK_REFRESH=" + strconv.FormatBool(bulkRefresh),
	}
	if c.rate > 0 {
		environment = append(environment, fmt.Sprintf("TIGERTRUST_REQUESTS_PER_SECOND=%g", c.rate))
	}
	return environment
}

// apply sets the conditions of the mock server, and resets its journal.
func (c conditions) apply(f *fleet) {
	f.mock.Configure(func(o *mockserver.Options) {
		o.Latency = c.latency
		o.RateLimit = mockserver.RateLimit{PerSecond: c.rate, Burst: 20, RetryAfter: mockserver.RetryAfterSeconds}
	})
	f.mock.ResetJournal()
}

// BenchmarkPlan1000 refreshes and plans 1,000 certificates without changes.
func BenchmarkPlan1000(b *testing.B) {
	f := newFleet(b, 1000)
	workspaces := map[string]*workspace{
		echo: f.workspace(b, echo), bare: f.workspace(b, bare), ours: f.workspace(b, ours), withoutBulk: f.workspace(b, ours), builtIn: dataWorkspace(b, 1000),
	}
	for _, c := range []conditions{{}, {latency: 20 * time.Millisecond}, {latency: 100 * time.Millisecond}, {latency: 20 * time.Millisecond, rate: 100}} {
		for _, provider := range []string{echo, bare, ours, withoutBulk, builtIn} {
			b.Run(fmt.Sprintf("%s/provider=%s", c, provider), func(b *testing.B) {
				c.apply(f)
				var total usage
				for b.Loop() {
					total.add(workspaces[provider].run(b, c.environment(f, provider != withoutBulk), "plan", planArgument))
				}
				total.report(b, f)
				if provider == ours {
					f.mustHaveHandled(b, 25)
				}
			})
		}
	}
}

// BenchmarkPlan5000 shows the effect of a rate limit on a large plan.
func BenchmarkPlan5000(b *testing.B) {
	f := newFleet(b, 5000)
	workspace := f.workspace(b, ours)
	for _, c := range []conditions{{latency: 20 * time.Millisecond}, {latency: 20 * time.Millisecond, rate: 100}} {
		b.Run(fmt.Sprintf("%s/provider=%s", c, ours), func(b *testing.B) {
			c.apply(f)
			var total usage
			for b.Loop() {
				total.add(workspace.run(b, c.environment(f, true), "plan", planArgument))
			}
			total.report(b, f)
			f.mustHaveHandled(b, 105)
		})
	}
}

// BenchmarkDataSource10000 reads a data source with 10,000 certificates.
func BenchmarkDataSource10000(b *testing.B) {
	f := newFleet(b, 10_000)
	workspace := newWorkspace(b, requiredProviders+"\ndata \"tigertrust_certificates\" \"all\" {}\n")
	c := conditions{latency: 20 * time.Millisecond}
	b.Run(fmt.Sprintf("%s/provider=%s", c, ours), func(b *testing.B) {
		c.apply(f)
		var total usage
		for b.Loop() {
			total.add(workspace.run(b, c.environment(f, true), "plan", planArgument))
		}
		total.report(b, f)
		f.mustHaveHandled(b, 101)
	})
}

// BenchmarkApply200 orders 200 certificates.
func BenchmarkApply200(b *testing.B) {
	const orders = 200
	c := conditions{latency: 20 * time.Millisecond}
	b.Run(fmt.Sprintf("%s/provider=%s", c, ours), func(b *testing.B) {
		var total usage
		for b.Loop() {
			b.StopTimer()
			f := newFleet(b, 0)
			workspace := newWorkspace(b, requiredProviders+resourceBlocks("tigertrust_certificate", "common_name", orders))
			c.apply(f)
			b.StartTimer()
			used := workspace.run(b, c.environment(f, true), "apply", "-auto-approve")
			used.requests = f.requests()
			total.add(used)
		}
		total.report(b, nil)
	})
}

// BenchmarkSchema starts each provider and reads its schema.
func BenchmarkSchema(b *testing.B) {
	for _, provider := range []string{bare, ours} {
		b.Run("provider="+provider, func(b *testing.B) {
			workspace := newWorkspace(b, fmt.Sprintf("terraform {\n  required_providers {\n    %[1]s = { source = \"tigertrust/%[1]s\" }\n  }\n}\n", provider))
			var total usage
			for b.Loop() {
				total.add(workspace.run(b, nil, "providers", "schema", "-json"))
			}
			total.report(b, nil)
			b.ReportMetric(float64(binarySizes[provider]), "binary-B")
		})
	}
}

// BenchmarkList10000 compares the two ways in which the client reads a list. It
// runs in this process.
func BenchmarkList10000(b *testing.B) {
	f := newFleet(b, 10_000)
	for _, way := range []struct {
		pages string
		list  func(context.Context, *tigertrust.Client) (int, error)
	}{
		{"sequential", func(ctx context.Context, client *tigertrust.Client) (n int, err error) {
			for _, err := range client.ListCertificates(ctx, tigertrust.CertificateQuery{}) {
				if err != nil {
					return n, err
				}
				n++
			}
			return n, nil
		}},
		{"concurrent", func(ctx context.Context, client *tigertrust.Client) (int, error) {
			all, err := client.AllCertificates(ctx, tigertrust.CertificateQuery{})
			return len(all), err
		}},
	} {
		b.Run("pages="+way.pages, func(b *testing.B) {
			conditions{latency: 20 * time.Millisecond}.apply(f)
			endpoint, err := tigertrust.ParseEndpoint(f.endpoint())
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				client, err := tigertrust.New(tigertrust.Config{Endpoint: endpoint, APIKey: mockserver.DefaultAPIKey})
				if err != nil {
					b.Fatal(err)
				}
				if n, err := way.list(b.Context(), client); err != nil || n != len(f.ids) {
					b.Fatalf("expected %d certificates, got %d, error: %v", len(f.ids), n, err)
				}
			}
			usage{requests: f.requests()}.report(b, nil)
			f.mustHaveHandled(b, 101)
		})
	}
}

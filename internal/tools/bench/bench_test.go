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

// benchmark runs a command under these conditions.
func (c conditions) benchmark(b *testing.B, f *fleet, w *workspace, bulkRefresh bool, arguments ...string) {
	b.Helper()
	c.apply(f)
	var total usage
	for b.Loop() {
		total.add(w.run(b, c.environment(f, bulkRefresh), arguments...))
	}
	total.report(b, f)
}

// BenchmarkPlan1000 refreshes and plans 1,000 certificates without changes.
func BenchmarkPlan1000(b *testing.B) {
	f := newFleet(b, 1000)
	workspaces := map[string]*workspace{
		echo: f.workspace(b, echo), bare: f.workspace(b, bare), ours: f.workspace(b, ours), withoutBulk: f.workspace(b, ours),
	}
	compare := func(c conditions, providers ...string) {
		for _, provider := range providers {
			b.Run(fmt.Sprintf("%s/provider=%s", c, provider), func(b *testing.B) {
				c.benchmark(b, f, workspaces[provider], provider != withoutBulk, "plan", planArgument)
				if provider == ours {
					f.mustHaveHandled(b, 25)
				}
			})
		}
	}
	compare(conditions{latency: 20 * time.Millisecond}, echo, bare, ours, withoutBulk)
	compare(conditions{latency: 20 * time.Millisecond, rate: 100}, echo, ours, withoutBulk)
}

// BenchmarkPlan10000 shows the memory that a large workspace takes.
func BenchmarkPlan10000(b *testing.B) {
	f := largeFleet()
	workspace := f.workspace(b, ours)
	c := conditions{latency: 20 * time.Millisecond}
	b.Run(fmt.Sprintf("%s/provider=%s", c, ours), func(b *testing.B) {
		c.benchmark(b, f, workspace, true, "plan", planArgument)
		f.mustHaveHandled(b, 205)
	})
}

// BenchmarkDataSource10000 reads a data source with 10,000 certificates.
func BenchmarkDataSource10000(b *testing.B) {
	f := largeFleet()
	workspace := newWorkspace(b, requiredProviders+"\ndata \"tigertrust_certificates\" \"all\" {}\n")
	c := conditions{latency: 20 * time.Millisecond}
	b.Run(fmt.Sprintf("%s/provider=%s", c, ours), func(b *testing.B) {
		c.benchmark(b, f, workspace, true, "plan", planArgument)
		f.mustHaveHandled(b, 101)
	})
}

// skipIfShort skips a benchmark that waits for a rate limit for minutes.
func skipIfShort(b *testing.B) {
	b.Helper()
	if testing.Short() {
		b.Skip("takes minutes")
	}
}

// BenchmarkApply1000 orders 1,000 certificates, as far as a rate limit permits.
func BenchmarkApply1000(b *testing.B) {
	skipIfShort(b)
	c := conditions{latency: 20 * time.Millisecond, rate: 50}
	b.Run(fmt.Sprintf("%s/provider=%s", c, ours), func(b *testing.B) {
		f := newFleet(b, 0)
		workspace := newWorkspace(b, requiredProviders+resourceBlocks("tigertrust_certificate", "common_name", 1000))
		c.benchmark(b, f, workspace, true, "apply", "-auto-approve")
	})
}

// BenchmarkDestroy1000 revokes 1,000 certificates, as far as a rate limit permits.
func BenchmarkDestroy1000(b *testing.B) {
	skipIfShort(b)
	c := conditions{latency: 20 * time.Millisecond, rate: 50}
	b.Run(fmt.Sprintf("%s/provider=%s", c, ours), func(b *testing.B) {
		f := newFleet(b, 1000)
		c.benchmark(b, f, f.workspace(b, ours), true, "destroy", "-auto-approve")
	})
}

// BenchmarkSchema starts each provider and reads its schema.
func BenchmarkSchema(b *testing.B) {
	for _, provider := range []string{echo, bare, ours} {
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
	f := largeFleet()
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
			usage{}.report(b, f)
			f.mustHaveHandled(b, 101)
		})
	}
}

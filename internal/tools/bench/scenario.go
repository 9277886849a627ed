package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// scenario is one line of the table.
type scenario struct {
	name string
	// against is the scenario that the ratios are to.
	against string
	// most limits; zero is none.
	most limits
	run  func(context.Context) (sample, error)
}

// limits are what a scenario may take, in relation to the other one.
type limits struct {
	wall, peak float64
	requests   int
}

// conditions are how the mock and the provider are set.
type conditions struct {
	latency time.Duration
	// rate is the most requests a second, by the server's limit and by the
	// provider's setting; 0 is no limit.
	rate float64
	// single switches bulk refresh off.
	single bool
}

func (c conditions) String() string {
	text := fmt.Sprintf("latency %d ms", c.latency.Milliseconds())
	if c.rate > 0 {
		text += fmt.Sprintf(", %g requests a second", c.rate)
	}
	if c.single {
		text += ", bulk refresh off"
	}
	return text
}

func (c conditions) environment(f *fleet) []string {
	environment := []string{
		"TIGERTRUST_API_KEY=" + mockserver.DefaultAPIKey,
		"TIGERTRUST_ENDPOINT=" + f.endpoint(),
		"TIGERTRUST_BULK_REFRESH=" + strconv.FormatBool(!c.single),
	}
	if c.rate > 0 {
		environment = append(environment, fmt.Sprintf("TIGERTRUST_REQUESTS_PER_SECOND=%g", c.rate))
	}
	return environment
}

// under sets the mock and runs Terraform.
func (s *stage) under(ctx context.Context, c conditions, f *fleet, w *workspace, arguments ...string) (sample, error) {
	f.mock.Configure(func(o *mockserver.Options) {
		o.Latency = c.latency
		o.RateLimit = mockserver.RateLimit{PerSecond: c.rate, Burst: 20, RetryAfter: mockserver.RetryAfterSeconds}
	})
	f.mock.ResetJournal()
	taken, err := s.tf.run(ctx, w, c.environment(f), arguments...)
	taken.requests = len(f.mock.Journal())
	return taken, err
}

// plan expects that nothing is to be changed.
var plan = []string{"plan", "-input=false", "-no-color", "-detailed-exitcode"}

const (
	bareThousand = "plan of 1,000, bare provider"
	oneByOne     = "10,000 from the list, one page after another"
)

// scenarios prepares the workspaces, and returns what is done in them.
func (s *stage) scenarios() ([]scenario, error) {
	var all []scenario
	for _, prepare := range []func() ([]scenario, error){s.thousand, s.fiveThousand, s.lists, s.apply, s.schemas} {
		prepared, err := prepare()
		if err != nil {
			return nil, err
		}
		all = append(all, prepared...)
	}
	return all, nil
}

// thousand are plans of 1,000 objects.
func (s *stage) thousand() ([]scenario, error) {
	f := s.fleet(1000)
	data, err := plannedData(s.folder, 1000)
	if err != nil {
		return nil, err
	}
	bare, err := f.plannedCertificates(s.folder, "bare")
	if err != nil {
		return nil, err
	}
	ours, err := f.plannedCertificates(s.folder, "tigertrust")
	if err != nil {
		return nil, err
	}
	scenarios := []scenario{
		{name: "plan of 1,000, terraform_data", against: bareThousand, run: func(ctx context.Context) (sample, error) {
			return s.tf.run(ctx, data, nil, plan...)
		}},
		{name: bareThousand, run: func(ctx context.Context) (sample, error) { return s.tf.run(ctx, bare, nil, plan...) }},
	}
	for _, c := range []conditions{
		{},
		{single: true},
		{latency: 20 * time.Millisecond},
		{latency: 20 * time.Millisecond, single: true},
		{latency: 100 * time.Millisecond},
		{latency: 100 * time.Millisecond, single: true},
		{latency: 20 * time.Millisecond, rate: 100},
		{latency: 20 * time.Millisecond, rate: 100, single: true},
	} {
		line := scenario{name: fmt.Sprintf("plan of 1,000, %s", c), against: bareThousand, run: func(ctx context.Context) (sample, error) {
			return s.under(ctx, c, f, ours, plan...)
		}}
		if !c.single {
			line.most.requests = 25
		}
		if c == (conditions{latency: 20 * time.Millisecond}) {
			line.most.wall, line.most.peak = 0.70, 1.25
		}
		scenarios = append(scenarios, line)
	}
	return scenarios, nil
}

// fiveThousand is what a limit of the API makes of a large plan.
func (s *stage) fiveThousand() ([]scenario, error) {
	f := s.fleet(5000)
	ours, err := f.plannedCertificates(s.folder, "tigertrust")
	if err != nil {
		return nil, err
	}
	under := func(c conditions) func(context.Context) (sample, error) {
		return func(ctx context.Context) (sample, error) { return s.under(ctx, c, f, ours, plan...) }
	}
	free := conditions{latency: 20 * time.Millisecond}
	limited := conditions{latency: 20 * time.Millisecond, rate: 100}
	name := fmt.Sprintf("plan of 5,000, %s", free)
	return []scenario{
		{name: name, most: limits{requests: 105}, run: under(free)},
		{name: fmt.Sprintf("plan of 5,000, %s", limited), against: name, most: limits{wall: 1.1, requests: 105}, run: under(limited)},
	}, nil
}

// lists are the data source of 10,000, and the fetching alone.
func (s *stage) lists() ([]scenario, error) {
	f := s.fleet(10_000)
	w, err := newWorkspace(s.folder, "list", requiredProviders+listBlock)
	if err != nil {
		return nil, err
	}
	const latency = 20 * time.Millisecond
	return []scenario{
		{name: "data source of 10,000, latency 20 ms", most: limits{requests: 101}, run: func(ctx context.Context) (sample, error) {
			return s.under(ctx, conditions{latency: latency}, f, w, plan...)
		}},
		{name: oneByOne, run: func(ctx context.Context) (sample, error) {
			return f.fetch(latency, func(client *tigertrust.Client) (n int, err error) {
				for _, err := range client.ListCertificates(ctx, tigertrust.CertificateQuery{}) {
					if err != nil {
						return n, err
					}
					n++
				}
				return n, nil
			})
		}},
		{name: "10,000 from the list, as the provider does", against: oneByOne, most: limits{wall: 0.25, requests: 101}, run: func(ctx context.Context) (sample, error) {
			return f.fetch(latency, func(client *tigertrust.Client) (int, error) {
				all, err := client.AllCertificates(ctx, tigertrust.CertificateQuery{})
				return len(all), err
			})
		}},
	}, nil
}

// apply orders 200 certificates at a mock that has none.
func (s *stage) apply() ([]scenario, error) {
	const orders = 200
	runs := 0
	return []scenario{{name: "apply of 200, latency 20 ms", run: func(ctx context.Context) (sample, error) {
		runs++
		f := newFleet(0)
		defer f.close()
		w, err := newWorkspace(s.folder, fmt.Sprintf("apply-%d", runs), requiredProviders+blocks("tigertrust_certificate", "common_name", orders))
		if err != nil {
			return sample{}, err
		}
		return s.under(ctx, conditions{latency: 20 * time.Millisecond}, f, w, "apply", "-input=false", "-no-color", "-auto-approve")
	}}}, nil
}

// schemas are what it takes to start a provider and to ask for its schema.
func (s *stage) schemas() ([]scenario, error) {
	var scenarios []scenario
	against := ""
	for _, provider := range []string{"bare", "tigertrust"} {
		w, err := newWorkspace(s.folder, "schema-"+provider,
			fmt.Sprintf("terraform {\n  required_providers {\n    %[1]s = { source = \"tigertrust/%[1]s\" }\n  }\n}\n", provider))
		if err != nil {
			return nil, err
		}
		line := scenario{name: "schema of the provider " + provider, against: against, run: func(ctx context.Context) (sample, error) {
			return s.tf.run(ctx, w, nil, "providers", "schema", "-json")
		}}
		if against != "" {
			line.most.wall = 1.2
		}
		against = line.name
		scenarios = append(scenarios, line)
	}
	return scenarios, nil
}

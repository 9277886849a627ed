package main

import (
	"fmt"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// fetch reads the whole list with a new client, in this process.
func (f *fleet) fetch(latency time.Duration, read func(*tigertrust.Client) (int, error)) (sample, error) {
	f.mock.Configure(func(o *mockserver.Options) { o.Latency, o.RateLimit = latency, mockserver.RateLimit{} })
	f.mock.ResetJournal()
	endpoint, err := tigertrust.ParseEndpoint(f.endpoint())
	if err != nil {
		return sample{}, err
	}
	client, err := tigertrust.New(tigertrust.Config{Endpoint: endpoint, APIKey: mockserver.DefaultAPIKey})
	if err != nil {
		return sample{}, err
	}
	began := time.Now()
	n, err := read(client)
	taken := sample{wall: time.Since(began), requests: len(f.mock.Journal())}
	if err == nil && n != len(f.ids) {
		err = fmt.Errorf("%d of %d certificates were listed", n, len(f.ids))
	}
	return taken, err
}

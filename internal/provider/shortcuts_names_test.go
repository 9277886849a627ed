package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// The work of a refresh with many names stays small: with the sets of the framework it
// would be 11,700 allocations for each name. Unlike time, allocations are the same on
// every machine.
func TestReadResource_ManyNames_LittleWork(t *testing.T) {
	const count = 500
	var names []string
	for i := range count {
		names = append(names, fmt.Sprintf("host-%d.example.com", i))
	}
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "first.example.com"})
	id := env.Mock.Seed(mockserver.Seed{CommonName: names[0], SubjectAlternativeNames: names})
	provider := env.Protocol(t)
	resource := provider.Resource("tigertrust_certificate")
	resource.Import(acctest.ID(id)).MustSucceed()
	for range 2 {
		// The second refresh fetches the list.
		resource.Refresh().MustSucceed()
	}
	request := resource.ReadRequest()
	server := provider.Uncompared().(interface { //nolint:forcetypeassert // the server of the provider
		tfprotov6.ProviderServer
		Framework() tfprotov6.ProviderServer
	})
	for name, limit := range map[string]struct {
		server  tfprotov6.ProviderServer
		perName float64
	}{
		"shortcut":  {server, 100},
		"framework": {server.Framework(), 2000},
	} {
		allocations := testing.AllocsPerRun(1, func() {
			response, err := limit.server.ReadResource(t.Context(), request)
			if isShortcut := err == nil && response.NewState == request.CurrentState; isShortcut != (name == "shortcut") {
				t.Fatalf("%s: a shortcut has responded: %t, error: %v", name, isShortcut, err)
			}
		})
		if allocations > limit.perName*count {
			t.Errorf("%s: %.0f allocations for %d names", name, allocations, count)
		}
	}
}

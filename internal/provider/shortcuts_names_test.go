package provider_test

import (
	"fmt"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// The framework's work for a set grows with the square of its elements. Work is
// counted in allocations: unlike time, they are the same on every machine.
func TestReadResource_ManyNames_WorkIsProportional(t *testing.T) {
	allocations := func(count int) float64 {
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
		return testing.AllocsPerRun(1, func() {
			response, err := provider.Uncompared().ReadResource(t.Context(), request)
			if err != nil || response.NewState != request.CurrentState {
				t.Fatalf("the framework has responded, error: %v", err)
			}
		})
	}
	if few, many := allocations(50), allocations(500); many > 15*few {
		t.Errorf("50 names cost %.0f allocations, and 500 names %.0f", few, many)
	}
}

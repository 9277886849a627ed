package acctest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// ReplacedBecauseOf checks that a plan replaces a resource because of exactly
// these attributes.
type ReplacedBecauseOf struct {
	Address    string
	Attributes []string
}

var _ plancheck.PlanCheck = ReplacedBecauseOf{}

// CheckPlan implements [plancheck.PlanCheck].
func (c ReplacedBecauseOf) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	for _, change := range req.Plan.ResourceChanges {
		if change.Address != c.Address {
			continue
		}
		var reasons []string
		for _, attributePath := range change.Change.ReplacePaths {
			reasons = append(reasons, strings.Trim(fmt.Sprint(attributePath), "[]"))
		}
		slices.Sort(reasons)
		if expected := slices.Sorted(slices.Values(c.Attributes)); !slices.Equal(reasons, expected) {
			resp.Error = fmt.Errorf("expected %s to be replaced because of %q, got %q", c.Address, expected, reasons)
		}
		return
	}
	resp.Error = fmt.Errorf("the plan does not contain %s", c.Address)
}

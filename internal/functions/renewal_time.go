package functions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

type renewalTime struct{}

// NewRenewalTime returns the function renewal_time.
func NewRenewalTime() function.Function { return renewalTime{} }

func (renewalTime) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "renewal_time"
}

func (renewalTime) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Returns the time at which a share of a validity period remains.",
		MarkdownDescription: "Returns the time at which `percent` of the validity period from `valid_from` to `valid_to` remains, in RFC 3339 format, UTC and whole seconds. " +
			"For example, 33 percent of the validity period remains about 30 days before a 90-day certificate expires, and about 2 days before a 6-day certificate expires.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "valid_from",
				MarkdownDescription: "Start of the validity period in RFC 3339 format, such as `valid_from` of a certificate.",
			},
			function.StringParameter{
				Name:                "valid_to",
				MarkdownDescription: "End of the validity period in RFC 3339 format, such as `valid_to` of a certificate. Must be later than `valid_from`.",
			},
			function.Int64Parameter{
				Name:                "percent",
				MarkdownDescription: "Remaining share of the validity period in percent: a whole number from 1 to 99.",
			},
		},
		Return: function.StringReturn{},
	}
}

func (renewalTime) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var (
		texts   [2]string
		percent int64
	)
	if resp.Error = req.Arguments.Get(ctx, &texts[0], &texts[1], &percent); resp.Error != nil {
		return
	}
	times, problem := parseTimes(texts)
	switch {
	case problem != nil:
		resp.Error = problem
	case !times[1].After(times[0]):
		resp.Error = argumentError(1, errors.New("must be later than valid_from"))
	case percent < 1 || percent > 99:
		resp.Error = argumentError(2, fmt.Errorf("must be from 1 to 99, got %d", percent))
	default:
		resp.Error = resp.Result.Set(ctx, remainingAt(times[0], times[1], percent).Format(time.RFC3339))
	}
}

// remainingAt returns the time at which a percentage of a validity period remains,
// in UTC. A [time.Duration] could not contain the longest periods, which end in the
// year 9999.
func remainingAt(validFrom, validTo time.Time, percent int64) time.Time {
	seconds := validTo.Unix() - validFrom.Unix()
	return time.Unix(validTo.Unix()-seconds*percent/100, 0).UTC()
}

package functions

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
)

type daysUntil struct{}

// NewDaysUntil returns the function days_until.
func NewDaysUntil() function.Function { return daysUntil{} }

func (daysUntil) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "days_until"
}

func (daysUntil) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Returns the number of whole days between two times.",
		MarkdownDescription: "Returns the number of whole days of 24 hours from `from` to `timestamp`, rounded down. The result is 0 on the last day, and negative after `timestamp`.\n\n" +
			"The start is an argument, so that the same call always returns the same result. Use `plantimestamp()` to count from now.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "timestamp",
				MarkdownDescription: "End time in RFC 3339 format, such as `valid_to` of a certificate.",
			},
			function.StringParameter{
				Name:                "from",
				MarkdownDescription: "Start time in RFC 3339 format, such as `plantimestamp()`.",
			},
		},
		Return: function.Int64Return{},
	}
}

func (daysUntil) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var texts [2]string
	if resp.Error = req.Arguments.Get(ctx, &texts[0], &texts[1]); resp.Error != nil {
		return
	}
	times, problem := parseTimes(texts)
	if problem != nil {
		resp.Error = problem
		return
	}
	resp.Error = resp.Result.Set(ctx, clock.DaysUntil(times[0], times[1]))
}

// parseTimes parses the first two arguments of a function.
func parseTimes(texts [2]string) (times [2]time.Time, problem *function.FuncError) {
	for i, text := range texts {
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return times, argumentError(int64(i), fmt.Errorf("must be a time in RFC 3339 format, such as \"2026-01-15T12:00:00Z\", got %.40q", text))
		}
		times[i] = parsed
	}
	return times, nil
}

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
		Summary: "Counts the whole days from one time to another.",
		MarkdownDescription: "Returns how many whole days of 24 hours lie between `from` and `timestamp`, rounded down: 0 on the last day, negative once `timestamp` has passed.\n\n" +
			"The time to count from is an argument, so that the same call always has the same result: take `plantimestamp()` for the days from now on.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "timestamp",
				MarkdownDescription: "The time to count to, in RFC 3339, such as `valid_to` of a certificate.",
			},
			function.StringParameter{
				Name:                "from",
				MarkdownDescription: "The time to count from, in RFC 3339, such as `plantimestamp()`.",
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
	var times [2]time.Time
	for i, text := range texts {
		read, err := time.Parse(time.RFC3339, text)
		if err != nil {
			resp.Error = function.ConcatFuncErrors(resp.Error, function.NewArgumentFuncError(int64(i),
				fmt.Sprintf("%.40q is not a time in RFC 3339, such as \"2026-01-15T12:00:00Z\".", text)))
		}
		times[i] = read
	}
	if resp.Error == nil {
		resp.Error = resp.Result.Set(ctx, clock.DaysUntil(times[0], times[1]))
	}
}

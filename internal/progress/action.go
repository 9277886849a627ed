package progress

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
)

// Report sends a message to the user of an action. It does nothing once ctx has
// ended, because Terraform no longer receives messages then.
func Report(ctx context.Context, resp *action.InvokeResponse, format string, arguments ...any) {
	if ctx.Err() == nil {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, arguments...)})
	}
}

// ReportWaits returns a context in which every wait of an action is reported to
// its user.
func ReportWaits(ctx context.Context, resp *action.InvokeResponse) context.Context {
	return WithReporter(ctx, func(awaited string, waited time.Duration) {
		if waited == 0 {
			Report(ctx, resp, "Waiting for %s", awaited)
			return
		}
		Report(ctx, resp, "Still waiting for %s [%s elapsed]", awaited, waited.Round(time.Second))
	})
}

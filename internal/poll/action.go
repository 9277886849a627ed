package poll

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
)

// ReportProgress sends a message to who watches an action. Once the context has ended
// nobody reads it.
func ReportProgress(ctx context.Context, resp *action.InvokeResponse, format string, arguments ...any) {
	if ctx.Err() == nil {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, arguments...)})
	}
}

// ReportWaits returns a context under which every wait of an action is reported.
func ReportWaits(ctx context.Context, resp *action.InvokeResponse) context.Context {
	return WithReporter(ctx, func(what string, waited time.Duration) {
		if waited == 0 {
			ReportProgress(ctx, resp, "Waiting for %s", what)
			return
		}
		ReportProgress(ctx, resp, "Still waiting for %s, for %s so far", what, waited.Round(time.Second))
	})
}

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// apiSubsystem names the log of requests. TF_LOG_PROVIDER_TIGERTRUST_API sets
// its level by itself.
const apiSubsystem = "api"

// logAttempt writes one line for each HTTP exchange. It is not given headers,
// bodies or query, so the API key cannot be in it.
func logAttempt(ctx context.Context, attempt tigertrust.Attempt) {
	fields := map[string]any{
		"method":   attempt.Method,
		"path":     attempt.Path,
		"attempt":  attempt.Number,
		"duration": attempt.Duration.String(),
	}
	if attempt.StatusCode != 0 {
		fields["status"] = attempt.StatusCode
	}
	if attempt.RequestID != "" {
		fields["request_id"] = attempt.RequestID
	}
	ctx = tflog.NewSubsystem(ctx, apiSubsystem, tflog.WithLevelFromEnv("TF_LOG_PROVIDER_TIGERTRUST_API"))
	if attempt.Err != nil {
		fields["error"] = attempt.Err.Error()
		tflog.SubsystemWarn(ctx, apiSubsystem, "no answer from TigerTrust", fields)
		return
	}
	tflog.SubsystemDebug(ctx, apiSubsystem, "answer from TigerTrust", fields)
}

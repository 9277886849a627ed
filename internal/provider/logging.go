package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// apiSubsystem is the name of the request log. TF_LOG_PROVIDER_TIGERTRUST_API
// sets its level.
const apiSubsystem = "api"

// logAttempt logs one HTTP attempt. An attempt contains no header, body or query,
// so the log cannot contain the API key.
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
		tflog.SubsystemWarn(ctx, apiSubsystem, "no response from TigerTrust", fields)
		return
	}
	tflog.SubsystemDebug(ctx, apiSubsystem, "response from TigerTrust", fields)
}

// logUnreadable logs the fields of a certificate that the provider treats as
// absent, because their values have the wrong type.
func logUnreadable(ctx context.Context, id tigertrust.ID, fields []string) {
	if len(fields) > 0 {
		tflog.Debug(ctx, "fields with values of the wrong type in a response", map[string]any{"certificate": id, "fields": fields})
	}
}

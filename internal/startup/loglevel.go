package startup

import (
	"cmp"
	"os"
	"strings"
)

// Terraform reads the first two variables, the SDK reads the others. To the SDK, a
// variable that is unset or empty is TRACE.
const (
	terraformProvider = "TF_LOG_PROVIDER"
	terraform         = "TF_LOG"

	sdk          = "TF_LOG_SDK"
	sdkProto     = "TF_LOG_SDK_PROTO"
	sdkFramework = "TF_LOG_SDK_FRAMEWORK"
	provider     = "TF_LOG_PROVIDER_TIGERTRUST"
)

// SetLogLevels sets the levels of the SDK's loggers to the level that Terraform
// shows, unless the user has set them. The SDK ignores TF_LOG: it writes every
// line, and Terraform drops those below its level. internal/BENCHMARKS.md shows
// what that costs. Users see the same lines in either case.
func SetLogLevels() error {
	for variable, level := range levels(os.Getenv) {
		if err := os.Setenv(variable, level); err != nil {
			return err
		}
	}
	return nil
}

// levels returns the environment variables to set.
func levels(environment func(string) string) map[string]string {
	level := shownLevel(environment)
	set := map[string]string{}
	variables := []string{provider}
	if environment(sdk) == "" {
		// If TF_LOG_SDK is set, the other two inherit its level.
		variables = append(variables, sdk, sdkProto, sdkFramework)
	}
	for _, variable := range variables {
		if environment(variable) == "" {
			set[variable] = level
		}
	}
	return set
}

// shownLevel returns the level of the provider's lines that Terraform shows. Like
// Terraform, it reads an unknown level as TRACE.
func shownLevel(environment func(string) string) string {
	switch level := strings.ToUpper(cmp.Or(environment(terraformProvider), environment(terraform))); level {
	case "":
		return "OFF"
	case "OFF", "ERROR", "WARN", "INFO", "DEBUG":
		return level
	default:
		return "TRACE"
	}
}

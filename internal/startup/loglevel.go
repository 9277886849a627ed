package startup

import (
	"cmp"
	"os"
	"strings"
)

// The variables by which users choose what Terraform shows, and those that the
// SDK goes by. It takes a variable that is unset or empty for TRACE.
const (
	shownOfProviders = "TF_LOG_PROVIDER"
	shown            = "TF_LOG"

	sdk          = "TF_LOG_SDK"
	sdkProto     = "TF_LOG_SDK_PROTO"
	sdkFramework = "TF_LOG_SDK_FRAMEWORK"
	provider     = "TF_LOG_PROVIDER_TIGERTRUST"
)

// LogWhatIsShown sets the levels of the SDK's loggers to what Terraform shows
// of their lines, where the user has not set them. The SDK does not look at
// TF_LOG: it writes every line of every request, and Terraform reads them all
// to drop them. internal/BENCHMARKS.md has what that costs. What users see stays
// the same.
func LogWhatIsShown() error {
	for variable, level := range levels(os.Getenv) {
		if err := os.Setenv(variable, level); err != nil {
			return err
		}
	}
	return nil
}

// levels returns the variables to set.
func levels(environment func(string) string) map[string]string {
	level := shownLevel(environment)
	set := map[string]string{}
	variables := []string{provider}
	if environment(sdk) == "" {
		// Where it is set, the other two inherit it.
		variables = append(variables, sdk, sdkProto, sdkFramework)
	}
	for _, variable := range variables {
		if environment(variable) == "" {
			set[variable] = level
		}
	}
	return set
}

// shownLevel returns the level that Terraform shows of a provider's lines, as
// Terraform reads it: anything that is no level is TRACE.
func shownLevel(environment func(string) string) string {
	switch level := strings.ToUpper(cmp.Or(environment(shownOfProviders), environment(shown))); level {
	case "":
		return "OFF"
	case "OFF", "ERROR", "WARN", "INFO", "DEBUG":
		return level
	default:
		return "TRACE"
	}
}

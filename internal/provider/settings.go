package provider

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

// setting is an attribute of the provider block with its value and the source
// of the value: the configuration or an environment variable.
type setting struct {
	attribute string
	variable  string
	text      string
	// isSet is false if neither source has a value. An empty string in the
	// configuration is a value, an empty environment variable is not.
	isSet  bool
	source string
}

// newSetting returns a setting. text is the configured value in the format of the
// environment variable.
func newSetting(attribute string, configured attr.Value, text string) setting {
	s := setting{attribute: attribute, variable: "TIGERTRUST_" + strings.ToUpper(attribute)}
	if !configured.IsNull() {
		s.text, s.isSet, s.source = text, true, attribute+" in the provider block"
		return s
	}
	if value := os.Getenv(s.variable); value != "" {
		s.text, s.isSet, s.source = value, true, "the environment variable "+s.variable
	}
	return s
}

// addError reports an invalid value at its attribute.
func (s setting) addError(diags *diag.Diagnostics, err error) {
	diags.AddAttributeError(path.Root(s.attribute), "Invalid provider configuration",
		fmt.Sprintf("The value of %s %s.", s.source, err))
}

// resolve returns the parsed value of the setting, or fallback if the setting is
// not set or invalid.
func resolve[T any](s setting, fallback T, diags *diag.Diagnostics, parse func(string) (T, error)) T {
	if !s.isSet {
		return fallback
	}
	value, err := parse(s.text)
	if err != nil {
		s.addError(diags, err)
		return fallback
	}
	return value
}

// resolveAPIKey returns the API key, which is required.
func resolveAPIKey(s setting, diags *diag.Diagnostics) string {
	if !s.isSet {
		diags.AddAttributeError(path.Root(s.attribute), "Missing API key",
			fmt.Sprintf("The provider requires a TigerTrust API key. Set the environment variable %s, or %s in the provider block. "+
				"In HCP Terraform, set the variable as a sensitive environment variable of the workspace.", s.variable, s.attribute))
		return ""
	}
	return resolve(s, "", diags, parseAPIKey)
}

// parseAPIKey validates the API key. Its errors never contain the key.
func parseAPIKey(text string) (string, error) {
	const nextStep = ". Copy the API key exactly as TigerTrust shows it"
	switch {
	case strings.TrimSpace(text) == "":
		return "", errors.New("must not be blank" + nextStep)
	case strings.ContainsFunc(text, unicode.IsSpace):
		return "", errors.New("must not contain white space or line breaks" + nextStep)
	case strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }):
		return "", errors.New("must contain only printable ASCII characters" + nextStep)
	}
	return text, nil
}

func parseWorkspaceID(text string) (string, error) {
	if text == "" {
		return "", errors.New("must not be empty. Omit it to use the default workspace of the API key")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
		return "", fmt.Errorf("must be a workspace ID such as ws_123456, got %q", text)
	}
	return text, nil
}

func parseTimeout(text string) (time.Duration, error) {
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout <= 0 {
		return 0, fmt.Errorf(`must be a positive duration such as "45s", got %q`, text)
	}
	return timeout, nil
}

func parseRetries(text string) (int, error) {
	retries, err := strconv.Atoi(text)
	if err != nil || retries < 0 {
		return 0, fmt.Errorf("must be a non-negative integer, got %q", text)
	}
	return retries, nil
}

func parseRate(text string) (float64, error) {
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate > 0) || math.IsInf(rate, 0) {
		return 0, fmt.Errorf("must be a positive number, got %q", text)
	}
	return rate, nil
}

func parseBool(text string) (bool, error) {
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("must be true or false, got %q", text)
	}
	return value, nil
}

func parseOnDestroy(text string) (string, error) {
	if text != certmodel.Revoke && text != certmodel.Abandon {
		return "", fmt.Errorf("must be %q or %q, got %q", certmodel.Revoke, certmodel.Abandon, text)
	}
	return text, nil
}

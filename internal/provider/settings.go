package provider

import (
	"crypto/x509"
	"encoding/pem"
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
)

// A setting is an attribute of the provider block with where its value came
// from: the configuration, else the environment, else nowhere.
type setting struct {
	attribute string
	variable  string
	text      string
	// given tells a value, be it an empty one in the configuration. An empty
	// variable is no value.
	given  bool
	source string
}

// newSetting reads one setting. The text of a configured value is what the
// variable would have to hold.
func newSetting(attribute string, configured attr.Value, text string) setting {
	s := setting{attribute: attribute, variable: "TIGERTRUST_" + strings.ToUpper(attribute)}
	if !configured.IsNull() {
		s.text, s.given, s.source = text, true, attribute+" in the provider block"
		return s
	}
	if value := os.Getenv(s.variable); value != "" {
		s.text, s.given, s.source = value, true, "the environment variable "+s.variable
	}
	return s
}

// fail reports a value that cannot be used, at its attribute, with its source.
func (s setting) fail(diags *diag.Diagnostics, err error) {
	diags.AddAttributeError(path.Root(s.attribute), fmt.Sprintf("The provider's %s cannot be used", s.attribute),
		fmt.Sprintf("The value from %s %s.", s.source, err))
}

// parse returns the setting's value, fallback where none is given or it
// cannot be used.
func parse[T any](s setting, fallback T, diags *diag.Diagnostics, read func(string) (T, error)) T {
	if !s.given {
		return fallback
	}
	value, err := read(s.text)
	if err != nil {
		s.fail(diags, err)
		return fallback
	}
	return value
}

// apiKey has no fallback: without a key nothing works. The error never shows
// the value.
func apiKey(s setting, diags *diag.Diagnostics) string {
	if !s.given {
		diags.AddAttributeError(path.Root(s.attribute), "The TigerTrust API key is missing",
			fmt.Sprintf("Set the environment variable %s, or %s in the provider block. "+
				"In HCP Terraform, set the variable as a sensitive environment variable of the workspace.", s.variable, s.attribute))
		return ""
	}
	return parse(s, "", diags, readAPIKey)
}

func readAPIKey(text string) (string, error) {
	const both = "; set api_key in the provider block, or the environment variable TIGERTRUST_API_KEY, to the key as TigerTrust shows it"
	switch {
	case strings.TrimSpace(text) == "":
		return "", errors.New("is blank" + both)
	case strings.ContainsFunc(text, unicode.IsSpace):
		return "", errors.New("has white space in it, or a line break at its end" + both)
	case strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }):
		return "", errors.New("has characters in it that no API key has" + both)
	}
	return text, nil
}

func readWorkspaceID(text string) (string, error) {
	if text == "" {
		return "", errors.New("is empty; leave it out for the default workspace of the API key")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
		return "", fmt.Errorf("is %q, which is not the id of a workspace such as ws_123456", text)
	}
	return text, nil
}

// readRootCAs returns the system's roots with the certificates in text.
func readRootCAs(text string) (*x509.CertPool, error) {
	const wanted = "it must hold certificates in PEM, each from BEGIN CERTIFICATE to END CERTIFICATE"
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("cannot be added to the roots of the system: %w", err)
	}
	added := 0
	for rest := []byte(text); ; added++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			if added == 0 || strings.TrimSpace(string(rest)) != "" {
				return nil, errors.New("is not what it should be: " + wanted)
			}
			return roots, nil
		}
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("holds a %s: %s", block.Type, wanted)
		}
		authority, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("holds a certificate that cannot be read: %w", err)
		}
		roots.AddCert(authority)
	}
}

func readTimeout(text string) (time.Duration, error) {
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout <= 0 {
		return 0, fmt.Errorf(`is %q, which is not a duration above zero such as "45s"`, text)
	}
	return timeout, nil
}

func readRetries(text string) (int, error) {
	retries, err := strconv.Atoi(text)
	if err != nil || retries < 0 {
		return 0, fmt.Errorf("is %q, which is not a whole number from 0", text)
	}
	return retries, nil
}

func readRate(text string) (float64, error) {
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate > 0) || math.IsInf(rate, 0) {
		return 0, fmt.Errorf("is %q, which is not a number above 0", text)
	}
	return rate, nil
}

func readBool(text string) (bool, error) {
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("is %q, which is neither true nor false", text)
	}
	return value, nil
}

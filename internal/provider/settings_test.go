package provider

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseSettings(t *testing.T) {
	t.Parallel()
	parsers := map[string]func(string) (any, error){
		"api_key":             func(text string) (any, error) { return parseAPIKey(text) },
		"workspace_id":        func(text string) (any, error) { return parseWorkspaceID(text) },
		"request_timeout":     func(text string) (any, error) { return parseTimeout(text) },
		"max_retries":         func(text string) (any, error) { return parseRetries(text) },
		"requests_per_second": func(text string) (any, error) { return parseRate(text) },
		"bulk_refresh":        func(text string) (any, error) { return parseBool(text) },
		"on_destroy":          func(text string) (any, error) { return parseOnDestroy(text) },
	}
	for _, test := range []struct{ setting, text, value, problem string }{
		{setting: "api_key", text: "ak_secret", value: "ak_secret"},
		{setting: "api_key", text: "", problem: "must not be blank"},
		{setting: "api_key", text: "  ", problem: "must not be blank"},
		{setting: "api_key", text: "ak_secret\n", problem: "must not contain white space or line breaks"},
		{setting: "api_key", text: "ak_secret key", problem: "must not contain white space or line breaks"},
		{setting: "api_key", text: "ak_secret\x01", problem: "must contain only printable ASCII characters"},
		{setting: "api_key", text: "ak_secretü", problem: "must contain only printable ASCII characters"},
		{setting: "workspace_id", text: "ws_123456", value: "ws_123456"},
		{setting: "workspace_id", text: "", problem: "must not be empty. Omit it"},
		{setting: "workspace_id", text: "ws_1\n", problem: `must be a workspace ID such as ws_123456, got "ws_1\n"`},
		{setting: "request_timeout", text: "1m30s", value: "1m30s"},
		{setting: "request_timeout", text: "soon", problem: `must be a positive duration such as "45s", got "soon"`},
		{setting: "request_timeout", text: "0s", problem: `got "0s"`},
		{setting: "request_timeout", text: "-5s", problem: `got "-5s"`},
		{setting: "max_retries", text: "0", value: "0"},
		{setting: "max_retries", text: "-1", problem: `must be a non-negative integer, got "-1"`},
		{setting: "max_retries", text: "many", problem: `got "many"`},
		{setting: "requests_per_second", text: "0.5", value: "0.5"},
		{setting: "requests_per_second", text: "0", problem: `must be a positive number, got "0"`},
		{setting: "requests_per_second", text: "Inf", problem: `got "Inf"`},
		{setting: "requests_per_second", text: "NaN", problem: `got "NaN"`},
		{setting: "bulk_refresh", text: "false", value: "false"},
		{setting: "bulk_refresh", text: "0", value: "false"},
		{setting: "bulk_refresh", text: "maybe", problem: `must be true or false, got "maybe"`},
		{setting: "on_destroy", text: "abandon", value: "abandon"},
		{setting: "on_destroy", text: "", problem: `must be "revoke" or "abandon", got ""`},
	} {
		value, err := parsers[test.setting](test.text)
		switch {
		case test.problem == "":
			if err != nil || fmt.Sprint(value) != test.value {
				t.Errorf("%s = %q: got %v, %v", test.setting, test.text, value, err)
			}
		case err == nil || !strings.Contains(err.Error(), test.problem):
			t.Errorf("%s = %q: got the error %v, want %q", test.setting, test.text, err, test.problem)
		case test.setting == "api_key" && strings.Contains(err.Error(), "secret"):
			t.Errorf("the error contains the key: %v", err)
		}
	}
}

package provider_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const anyCertificate = `resource "tigertrust_certificate" "test" {
  common_name = "www.example.com"
}`

// text and number are values of a provider block.
func text(value string) tftypes.Value    { return tftypes.NewValue(tftypes.String, value) }
func number(value float64) tftypes.Value { return tftypes.NewValue(tftypes.Number, value) }

// configure sends a provider block through the protocol.
func configure(t *testing.T, block map[string]tftypes.Value, capabilities *tfprotov6.ConfigureProviderClientCapabilities) *tfprotov6.ConfigureProviderResponse {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(provider.New("test", clock.System{}))()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	blockType, ok := schema.Provider.ValueType().(tftypes.Object)
	if !ok {
		t.Fatalf("the provider's schema is a %s", schema.Provider.ValueType())
	}
	values := map[string]tftypes.Value{}
	for name, attributeType := range blockType.AttributeTypes {
		values[name] = tftypes.NewValue(attributeType, nil)
		if value, ok := block[name]; ok {
			values[name] = value
		}
	}
	config, err := tfprotov6.NewDynamicValue(blockType, tftypes.NewValue(blockType, values))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.ConfigureProvider(context.Background(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion:   "1.11.4",
		Config:             &config,
		ClientCapabilities: capabilities,
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// unsetEnvironment keeps the settings of the machine out of a test.
func unsetEnvironment(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		"API_KEY", "ENDPOINT", "WORKSPACE_ID", "CA_CERTIFICATE_PEM",
		"REQUEST_TIMEOUT", "MAX_RETRIES", "REQUESTS_PER_SECOND", "BULK_REFRESH",
	} {
		t.Setenv("TIGERTRUST_"+name, "")
	}
}

func TestUnusableSettingIsAnErrorAtItsAttribute(t *testing.T) {
	const key = "ak_secret_key"
	privateKey := "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
	noCertificate := "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
	for name, test := range map[string]struct {
		attribute string
		block     map[string]tftypes.Value
		variable  string
		want      string
	}{
		"no key":               {attribute: "api_key", want: "Set the environment variable TIGERTRUST_API_KEY, or api_key in the provider block."},
		"empty key":            {attribute: "api_key", block: map[string]tftypes.Value{"api_key": text("")}, want: "api_key in the provider block is blank"},
		"blank key":            {attribute: "api_key", block: map[string]tftypes.Value{"api_key": text("  ")}, want: "api_key in the provider block is blank"},
		"key with a line end":  {attribute: "api_key", block: map[string]tftypes.Value{"api_key": text(key + "\n")}, want: "line break at its end"},
		"key with a space":     {attribute: "api_key", variable: "ak_secret key", want: "TIGERTRUST_API_KEY has white space in it"},
		"key with a control":   {attribute: "api_key", block: map[string]tftypes.Value{"api_key": text(key + "\x01")}, want: "characters in it that no API key has"},
		"key with an umlaut":   {attribute: "api_key", block: map[string]tftypes.Value{"api_key": text(key + "ü")}, want: "characters in it that no API key has"},
		"empty endpoint":       {attribute: "endpoint", block: map[string]tftypes.Value{"endpoint": text("")}, want: `must start with "https://"`},
		"endpoint is no URL":   {attribute: "endpoint", variable: "https://[", want: "TIGERTRUST_ENDPOINT is not a URL"},
		"endpoint of http":     {attribute: "endpoint", variable: "http://api.example.com/api", want: "would send the API key unencrypted to api.example.com"},
		"endpoint of ftp":      {attribute: "endpoint", variable: "ftp://api.example.com", want: `must start with "https://"`},
		"endpoint with a user": {attribute: "endpoint", variable: "https://me:pass@api.example.com", want: "must not contain a user name or password"},
		"endpoint with query":  {attribute: "endpoint", variable: "https://api.example.com/api?x=1", want: "must not contain a query"},
		"endpoint fragment":    {attribute: "endpoint", variable: "https://api.example.com/api#x", want: "must not contain a fragment"},
		"empty workspace":      {attribute: "workspace_id", block: map[string]tftypes.Value{"workspace_id": text("")}, want: "leave it out for the default workspace"},
		"workspace line end":   {attribute: "workspace_id", variable: "ws_1\n", want: "not the id of a workspace"},
		"CA is no PEM":         {attribute: "ca_certificate_pem", variable: "hello", want: "it must hold certificates in PEM"},
		"CA is a key":          {attribute: "ca_certificate_pem", variable: privateKey, want: "holds a PRIVATE KEY"},
		"CA is unreadable":     {attribute: "ca_certificate_pem", variable: noCertificate, want: "holds a certificate that cannot be read"},
		"timeout is no time":   {attribute: "request_timeout", variable: "soon", want: `is "soon", which is not a duration above zero`},
		"timeout of nothing":   {attribute: "request_timeout", block: map[string]tftypes.Value{"request_timeout": text("0s")}, want: "not a duration above zero"},
		"negative timeout":     {attribute: "request_timeout", block: map[string]tftypes.Value{"request_timeout": text("-5s")}, want: "not a duration above zero"},
		"negative retries":     {attribute: "max_retries", block: map[string]tftypes.Value{"max_retries": number(-1)}, want: `is "-1", which is not a whole number from 0`},
		"retries of words":     {attribute: "max_retries", variable: "many", want: "not a whole number from 0"},
		"rate of nothing":      {attribute: "requests_per_second", block: map[string]tftypes.Value{"requests_per_second": number(0)}, want: "not a number above 0"},
		"rate without end":     {attribute: "requests_per_second", variable: "Inf", want: "not a number above 0"},
		"rate that is none":    {attribute: "requests_per_second", variable: "NaN", want: "not a number above 0"},
		"bulk refresh maybe":   {attribute: "bulk_refresh", variable: "maybe", want: "neither true nor false"},
	} {
		t.Run(name, func(t *testing.T) {
			unsetEnvironment(t)
			if test.attribute != "api_key" {
				t.Setenv("TIGERTRUST_API_KEY", key)
			}
			if test.variable != "" {
				t.Setenv("TIGERTRUST_"+strings.ToUpper(test.attribute), test.variable)
			}
			diagnostics := configure(t, test.block, nil).Diagnostics
			if len(diagnostics) != 1 {
				t.Fatalf("got %d diagnostics, want 1: %v", len(diagnostics), diagnostics)
			}
			got := diagnostics[0]
			if want := tftypes.NewAttributePath().WithAttributeName(test.attribute); !got.Attribute.Equal(want) {
				t.Errorf("the error is at %s, want %s", got.Attribute, want)
			}
			if !strings.Contains(got.Detail, test.want) {
				t.Errorf("got the detail %q, want it to contain %q", got.Detail, test.want)
			}
			if strings.Contains(got.Summary+got.Detail, "secret") {
				t.Errorf("the error shows the key: %s: %s", got.Summary, got.Detail)
			}
		})
	}
}

func TestUsableSettingsFromEverywhere(t *testing.T) {
	unsetEnvironment(t)
	for name, value := range map[string]string{
		"API_KEY": "ck_key", "ENDPOINT": "https://api.example.com/api/", "WORKSPACE_ID": "ws_1", "REQUEST_TIMEOUT": "45s",
		"MAX_RETRIES": "0", "REQUESTS_PER_SECOND": "0.5", "BULK_REFRESH": "false",
	} {
		t.Setenv("TIGERTRUST_"+name, value)
	}
	if diagnostics := configure(t, nil, nil).Diagnostics; len(diagnostics) > 0 {
		t.Errorf("from the environment: %v", diagnostics[0])
	}

	unsetEnvironment(t)
	if diagnostics := configure(t, map[string]tftypes.Value{
		"api_key": text("ak_key"), "endpoint": text("http://[::1]:8080/api"), "workspace_id": text("ws_1"), "request_timeout": text("1m30s"),
		"max_retries": number(3), "requests_per_second": number(12.5), "bulk_refresh": tftypes.NewValue(tftypes.Bool, true),
	}, nil).Diagnostics; len(diagnostics) > 0 {
		t.Errorf("from the configuration: %v", diagnostics[0])
	}
}

func TestConfigurationGoesBeforeEnvironment(t *testing.T) {
	unsetEnvironment(t)
	t.Setenv("TIGERTRUST_ENDPOINT", "gopher://nowhere")
	t.Setenv("TIGERTRUST_API_KEY", "two words")
	resp := configure(t, map[string]tftypes.Value{"endpoint": text("https://api.example.com"), "api_key": text("ak_key")}, nil)
	if len(resp.Diagnostics) > 0 {
		t.Errorf("the environment was read where the configuration has a value: %v", resp.Diagnostics[0])
	}
}

func TestUnknownSettingIsDeferredWhereTerraformAllowsIt(t *testing.T) {
	unsetEnvironment(t)
	unknownKey := map[string]tftypes.Value{"api_key": tftypes.NewValue(tftypes.String, tftypes.UnknownValue)}

	resp := configure(t, unknownKey, &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true})
	if len(resp.Diagnostics) > 0 {
		t.Errorf("deferral allowed: %v", resp.Diagnostics[0])
	}

	resp = configure(t, unknownKey, nil)
	if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary != "The provider's api_key is not known yet" {
		t.Errorf("deferral not allowed: got %v", resp.Diagnostics)
	}
}

func TestUnknownKeyAtPlanSaysWhatToDo(t *testing.T) {
	unsetEnvironment(t)
	env := acctest.New(t, mockserver.Options{})
	env.Test(t, resource.TestStep{
		Config: `
resource "terraform_data" "key" {
  input = "ak_made_in_this_run"
}
provider "tigertrust" {
  api_key = terraform_data.key.output
}
` + anyCertificate,
		ExpectError: regexp.MustCompile(`(?s)api_key is not known yet.*terraform\s+apply\s+-target=ADDRESS`),
	})
}

func TestRefusedKeyNamesItsSourceAndNotItself(t *testing.T) {
	unsetEnvironment(t)
	env := acctest.New(t, mockserver.Options{})
	t.Setenv("TIGERTRUST_API_KEY", "ak_revoked_long_ago")
	t.Setenv("TIGERTRUST_ENDPOINT", env.Endpoint)
	env.Test(t, resource.TestStep{
		Config:      anyCertificate,
		ExpectError: regexp.MustCompile(`(?s)401 Unauthorized.*came\s+from\s+the\s+environment\s+variable\s+TIGERTRUST_API_KEY`),
	})
	for _, entry := range env.Mock.Journal() {
		if entry.Method != http.MethodGet {
			t.Errorf("%s %s was sent after the key was refused", entry.Method, entry.Path)
		}
	}
}

func TestRequestsSayWhoSendsThemAndForWhichWorkspace(t *testing.T) {
	unsetEnvironment(t)
	env := acctest.New(t, mockserver.Options{})
	env.Test(t, resource.TestStep{Config: env.ConfigWithSettings(`workspace_id = "`+mockserver.OtherWorkspace+`"`, anyCertificate)})

	agent := regexp.MustCompile(`^terraform-provider-tigertrust/test \(\+https://registry\.terraform\.io/providers/tigertrust/tigertrust\) Terraform/\d+\.\d+\.\d+`)
	journal := env.Mock.Journal()
	if journal.Count("POST", "/api/certificates") != 1 {
		t.Fatal("no certificate was ordered")
	}
	for _, entry := range journal {
		if got := entry.Header.Get("User-Agent"); !agent.MatchString(got) {
			t.Errorf("%s %s: User-Agent is %q", entry.Method, entry.Path, got)
		}
		if entry.Workspace != mockserver.OtherWorkspace {
			t.Errorf("%s %s: was for the workspace %q", entry.Method, entry.Path, entry.Workspace)
		}
	}
}

package provider_test

import (
	"context"
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

// stringValue and numberValue return values of a provider block.
func stringValue(value string) tftypes.Value  { return tftypes.NewValue(tftypes.String, value) }
func numberValue(value float64) tftypes.Value { return tftypes.NewValue(tftypes.Number, value) }

// configureProvider configures a provider through the protocol.
func configureProvider(t *testing.T, block map[string]tftypes.Value, capabilities *tfprotov6.ConfigureProviderClientCapabilities) *tfprotov6.ConfigureProviderResponse {
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
		t.Fatalf("the provider schema is a %s", schema.Provider.ValueType())
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

func TestConfigure_InvalidSetting_ErrorAtAttribute(t *testing.T) {
	for name, test := range map[string]struct {
		attribute string
		block     map[string]tftypes.Value
		variable  string
		want      string
	}{
		"no key":               {attribute: "api_key", want: "Set the environment variable TIGERTRUST_API_KEY, or api_key in the provider block."},
		"empty key":            {attribute: "api_key", block: map[string]tftypes.Value{"api_key": stringValue("")}, want: "The value of api_key in the provider block must not be blank"},
		"key with white space": {attribute: "api_key", variable: "ak_secret key", want: "The value of the environment variable TIGERTRUST_API_KEY must not contain white space"},
		"empty endpoint":       {attribute: "endpoint", block: map[string]tftypes.Value{"endpoint": stringValue("")}, want: `must start with "https://"`},
		"invalid URL":          {attribute: "endpoint", variable: "https://[", want: "TIGERTRUST_ENDPOINT must be a URL"},
		"http endpoint":        {attribute: "endpoint", variable: "http://api.example.com/api", want: "would send the API key unencrypted to api.example.com"},
		"endpoint with a user": {attribute: "endpoint", variable: "https://me:pass@api.example.com", want: "must not contain a user name or password"},
		"empty workspace":      {attribute: "workspace_id", block: map[string]tftypes.Value{"workspace_id": stringValue("")}, want: "Omit it to use the default workspace"},
		"CA":                   {attribute: "ca_certificate_pem", variable: "hello", want: "contains no PEM block"},
		"timeout":              {attribute: "request_timeout", block: map[string]tftypes.Value{"request_timeout": stringValue("0s")}, want: `must be a positive duration such as "45s", got "0s"`},
		"retries":              {attribute: "max_retries", block: map[string]tftypes.Value{"max_retries": numberValue(-1)}, want: `The value of max_retries in the provider block must be a non-negative integer, got "-1".`},
		"rate":                 {attribute: "requests_per_second", block: map[string]tftypes.Value{"requests_per_second": numberValue(0)}, want: `must be a positive number, got "0"`},
		"bulk refresh":         {attribute: "bulk_refresh", variable: "maybe", want: `must be true or false, got "maybe"`},
		"adopt_existing":       {attribute: "adopt_existing", variable: "all", want: `TIGERTRUST_ADOPT_EXISTING must be true or false, got "all"`},
		"credentials check":    {attribute: "skip_credentials_check", variable: "often", want: `must be true or false, got "often"`},
		"on_destroy":           {attribute: "on_destroy", variable: "keep", want: `The value of the environment variable TIGERTRUST_ON_DESTROY must be "revoke" or "abandon", got "keep"`},
	} {
		t.Run(name, func(t *testing.T) {
			acctest.UnsetEnvironment(t)
			if test.attribute != "api_key" {
				t.Setenv("TIGERTRUST_API_KEY", "ak_secret_key")
			}
			if test.variable != "" {
				t.Setenv("TIGERTRUST_"+strings.ToUpper(test.attribute), test.variable)
			}
			diagnostics := configureProvider(t, test.block, nil).Diagnostics
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

func TestConfigure_ValidSettings_FromBothSources(t *testing.T) {
	acctest.UnsetEnvironment(t)
	for name, value := range map[string]string{
		"API_KEY": "ck_key", "ENDPOINT": "https://api.example.com/api/", "WORKSPACE_ID": "ws_1", "REQUEST_TIMEOUT": "45s",
		"MAX_RETRIES": "0", "REQUESTS_PER_SECOND": "0.5", "BULK_REFRESH": "false", "ON_DESTROY": "abandon", "ADOPT_EXISTING": "1", "SKIP_CREDENTIALS_CHECK": "true",
	} {
		t.Setenv("TIGERTRUST_"+name, value)
	}
	if diagnostics := configureProvider(t, nil, nil).Diagnostics; len(diagnostics) > 0 {
		t.Errorf("from the environment: %v", diagnostics[0])
	}

	acctest.UnsetEnvironment(t)
	if diagnostics := configureProvider(t, map[string]tftypes.Value{
		"api_key": stringValue("ak_key"), "endpoint": stringValue("http://[::1]:8080/api"), "workspace_id": stringValue("ws_1"), "request_timeout": stringValue("1m30s"),
		"max_retries": numberValue(3), "requests_per_second": numberValue(12.5), "bulk_refresh": tftypes.NewValue(tftypes.Bool, true), "on_destroy": stringValue("revoke"),
		"adopt_existing": tftypes.NewValue(tftypes.Bool, true), "skip_credentials_check": tftypes.NewValue(tftypes.Bool, false),
	}, nil).Diagnostics; len(diagnostics) > 0 {
		t.Errorf("from the configuration: %v", diagnostics[0])
	}
}

func TestConfigure_ConfigurationTakesPrecedence(t *testing.T) {
	acctest.UnsetEnvironment(t)
	t.Setenv("TIGERTRUST_ENDPOINT", "gopher://nowhere")
	t.Setenv("TIGERTRUST_API_KEY", "two words")
	resp := configureProvider(t, map[string]tftypes.Value{"endpoint": stringValue("https://api.example.com"), "api_key": stringValue("ak_key")}, nil)
	if len(resp.Diagnostics) > 0 {
		t.Errorf("the environment variable was used although the configuration has a value: %v", resp.Diagnostics[0])
	}
}

func TestConfigure_UnknownKey_IsDeferred(t *testing.T) {
	acctest.UnsetEnvironment(t)
	unknownKey := map[string]tftypes.Value{"api_key": tftypes.NewValue(tftypes.String, tftypes.UnknownValue)}

	resp := configureProvider(t, unknownKey, &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true})
	if len(resp.Diagnostics) > 0 {
		t.Errorf("deferral allowed: %v", resp.Diagnostics[0])
	}

	resp = configureProvider(t, unknownKey, nil)
	if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary != "Unknown provider configuration" {
		t.Errorf("deferral not allowed: got %v", resp.Diagnostics)
	}
}

func TestConfigure_UnknownKeyAtPlan_Fails(t *testing.T) {
	acctest.UnsetEnvironment(t)
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
		ExpectError: regexp.MustCompile(`(?s)Unknown provider configuration.*api_key\s+is\s+known\s+only\s+after\s+apply.*terraform\s+apply\s+-target=ADDRESS`),
	})
}

func TestConfigure_SetsUserAgentAndWorkspace(t *testing.T) {
	acctest.UnsetEnvironment(t)
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
			t.Errorf("%s %s: got the workspace %q", entry.Method, entry.Path, entry.Workspace)
		}
	}
}

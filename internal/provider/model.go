package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// model is the provider block.
type model struct {
	APIKey               types.String         `tfsdk:"api_key"`
	Endpoint             types.String         `tfsdk:"endpoint"`
	WorkspaceID          types.String         `tfsdk:"workspace_id"`
	CACertificatePEM     types.String         `tfsdk:"ca_certificate_pem"`
	RequestTimeout       timetypes.GoDuration `tfsdk:"request_timeout"`
	MaxRetries           types.Int64          `tfsdk:"max_retries"`
	RequestsPerSecond    types.Float64        `tfsdk:"requests_per_second"`
	BulkRefresh          types.Bool           `tfsdk:"bulk_refresh"`
	AdoptExisting        types.Bool           `tfsdk:"adopt_existing"`
	SkipCredentialsCheck types.Bool           `tfsdk:"skip_credentials_check"`
	OnDestroy            types.String         `tfsdk:"on_destroy"`
}

// unknownAttributes returns the names of the attributes with unknown values.
func (m *model) unknownAttributes() []string {
	var unknown []string
	for _, attribute := range []struct {
		name  string
		value attr.Value
	}{
		{"api_key", m.APIKey},
		{"endpoint", m.Endpoint},
		{"workspace_id", m.WorkspaceID},
		{"ca_certificate_pem", m.CACertificatePEM},
		{"request_timeout", m.RequestTimeout},
		{"max_retries", m.MaxRetries},
		{"requests_per_second", m.RequestsPerSecond},
		{"bulk_refresh", m.BulkRefresh},
		{"on_destroy", m.OnDestroy},
		{"adopt_existing", m.AdoptExisting},
		{"skip_credentials_check", m.SkipCredentialsCheck},
	} {
		if attribute.value.IsUnknown() {
			unknown = append(unknown, attribute.name)
		}
	}
	return unknown
}

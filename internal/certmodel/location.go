package certmodel

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Location is a file to which an agent has deployed a certificate.
type Location struct {
	AgentID       types.String `tfsdk:"agent_id"`
	Hostname      types.String `tfsdk:"hostname"`
	Path          types.String `tfsdk:"path"`
	HasPrivateKey types.Bool   `tfsdk:"has_private_key"`
}

// LocationType is the type of a [Location] in a schema.
var LocationType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"agent_id":        types.StringType,
	"hostname":        types.StringType,
	"path":            types.StringType,
	"has_private_key": types.BoolType,
}}

// Locations returns the locations in a response, or nil if the response does not
// contain them. It sorts them, because agents report them in any order.
func Locations(response *[]tigertrust.Location) []Location {
	if response == nil {
		return nil
	}
	locations := make([]Location, len(*response))
	for i, location := range *response {
		locations[i] = Location{
			AgentID:       StringValue(location.AgentID),
			Hostname:      StringValue(location.Hostname),
			Path:          StringValue(location.Path),
			HasPrivateKey: types.BoolPointerValue(location.HasPrivateKey),
		}
	}
	slices.SortFunc(locations, Location.compare)
	return locations
}

func (l Location) compare(other Location) int {
	return cmp.Or(
		cmp.Compare(l.AgentID.ValueString(), other.AgentID.ValueString()),
		cmp.Compare(l.Hostname.ValueString(), other.Hostname.ValueString()),
		cmp.Compare(l.Path.ValueString(), other.Path.ValueString()),
	)
}

// Equals reports whether l and other are the same file on the same host.
func (l Location) Equals(other Location) bool { return l.compare(other) == 0 }

// String returns the name of the location for a diagnostic.
func (l Location) String() string {
	return fmt.Sprintf("%s on %s", tigertrust.Printable(l.Path.ValueString()), tigertrust.Printable(l.Hostname.ValueString()))
}

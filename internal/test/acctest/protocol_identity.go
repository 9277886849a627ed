package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// ImportByIdentity is like [Resource.Import], with an identity instead of an id.
func (r *Resource) ImportByIdentity(identity Attributes) *Run {
	r.provider.t.Helper()
	value := r.provider.unmarshal(r.identityType(), identity)
	return r.doImport(&tfprotov6.ImportResourceStateRequest{
		TypeName: r.typeName,
		Identity: &tfprotov6.ResourceIdentityData{IdentityData: r.provider.dynamic(value)},
	})
}

// Identity returns the identity in the state, decoded from JSON, or nil if there
// is none.
func (r *Resource) Identity() any {
	r.provider.t.Helper()
	if r.identity == nil || r.identity.IdentityData == nil {
		return nil
	}
	value, err := r.identity.IdentityData.Unmarshal(r.identityType())
	if err != nil {
		r.provider.t.Fatal(err)
	}
	return plain(r.provider.t, value)
}

// DropIdentity removes the identity from the state, as in a state written by
// Terraform before 1.12.
func (r *Resource) DropIdentity() { r.identity = nil }

func (r *Resource) identityType() tftypes.Type {
	r.provider.t.Helper()
	response, err := r.provider.server.GetResourceIdentitySchemas(r.Context, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		r.provider.t.Fatal(err)
	}
	schema, ok := response.IdentitySchemas[r.typeName]
	if !ok {
		r.provider.t.Fatalf("%s has no identity", r.typeName)
	}
	return schema.ValueType()
}

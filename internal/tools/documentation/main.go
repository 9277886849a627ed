// Command documentation prints the schemas of all that the provider offers, in
// the form of `terraform providers schema -json`, for tfplugindocs to make
// docs/ of. It takes them from the provider itself: a Terraform that is older
// than a part of the protocol leaves that part out. It fails where something
// has no description or no example. Run it from the root of the repository.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
)

const (
	// address is where tfplugindocs looks for the schemas of a provider.
	address = "registry.terraform.io/hashicorp/tigertrust"
	// formatVersion is that of the JSON, with identities and actions in it.
	formatVersion = "1.0"
)

func main() {
	if err := run(context.Background(), os.Stdout, "examples"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes the schemas to w, if they and the examples in a folder are
// complete.
func run(ctx context.Context, w io.Writer, examples string) error {
	schema, err := offered(ctx)
	if err != nil {
		return err
	}
	var problems []error
	for _, gap := range append(undescribed(schema), withoutExample(schema, examples)...) {
		problems = append(problems, errors.New(gap))
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(tfjson.ProviderSchemas{
		FormatVersion: formatVersion,
		Schemas:       map[string]*tfjson.ProviderSchema{address: schema},
	})
}

// offered asks the provider for its schemas.
func offered(ctx context.Context) (*tfjson.ProviderSchema, error) {
	server, err := providerserver.NewProtocol6WithError(provider.New("dev", clock.System{}))()
	if err != nil {
		return nil, err
	}
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, err
	}
	if err := asError(append(schemas.Diagnostics, identities.Diagnostics...)); err != nil {
		return nil, err
	}
	return newProviderSchema(schemas, identities), nil
}

func asError(diagnostics []*tfprotov6.Diagnostic) error {
	var problems []error
	for _, diagnostic := range diagnostics {
		problems = append(problems, fmt.Errorf("%s: %s", diagnostic.Summary, diagnostic.Detail))
	}
	return errors.Join(problems...)
}

// Command documentation prints the schemas of the provider in the format of
// `terraform providers schema -json`, from which tfplugindocs generates docs/. It
// reads them from the provider itself, because an older Terraform omits newer parts
// of the protocol. It fails if a description or an example is missing. Run it from
// the root of the repository.
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
	// address is the provider address that tfplugindocs expects.
	address = "registry.terraform.io/hashicorp/tigertrust"
	// formatVersion is the version of the JSON format.
	formatVersion = "1.0"
)

func main() {
	if err := run(context.Background(), os.Stdout, "examples"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes the schemas to w unless a description, or an example in a folder, is
// missing.
func run(ctx context.Context, w io.Writer, examples string) error {
	schema, err := readSchema(ctx)
	if err != nil {
		return err
	}
	var problems []error
	for _, gap := range append(missingDescriptions(schema), missingExamples(schema, examples)...) {
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

// readSchema reads the schemas from the provider.
func readSchema(ctx context.Context) (*tfjson.ProviderSchema, error) {
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

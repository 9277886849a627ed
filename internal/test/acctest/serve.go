package acctest

import (
	"context"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/startup"
)

// serve serves the provider until the end of the test, and returns the value of
// TF_REATTACH_PROVIDERS that makes Terraform use it.
func (e *Environment) serve(t *testing.T) string {
	t.Helper()
	server, err := e.providerFactories(t)["tigertrust"]()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, closed, failed := make(chan *plugin.ReattachConfig), make(chan struct{}), make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(provider.Address, func() tfprotov6.ProviderServer { return server },
			tf6server.WithDebug(ctx, ready, closed),
			tf6server.WithGoPluginLogger(hclog.NewNullLogger()),
			tf6server.WithLoggingSink(t))
	}()
	t.Cleanup(func() {
		stop()
		<-closed
	})
	select {
	case err := <-failed:
		t.Fatalf("serving the provider: %v", err)
		return ""
	case config := <-ready:
		return reattachment(t, config)
	}
}

// reattachment returns the value of TF_REATTACH_PROVIDERS for all addresses that
// a configuration may give the provider, and for the default ones of Terraform
// and OpenTofu.
func reattachment(t *testing.T, config *plugin.ReattachConfig) string {
	t.Helper()
	text, err := startup.Reattachment(config, provider.Address, provider.OpenTofuAddress,
		"registry.terraform.io/hashicorp/tigertrust", "registry.opentofu.org/hashicorp/tigertrust")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

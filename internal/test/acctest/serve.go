package acctest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
)

// serve serves the provider until the end of the test, and returns the value of
// TF_REATTACH_PROVIDERS that makes Terraform use it.
func (e *Environment) serve(t *testing.T) string {
	t.Helper()
	server, err := e.providerFactories()["tigertrust"]()
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
	attach := map[string]any{
		"Protocol":        config.Protocol,
		"ProtocolVersion": config.ProtocolVersion,
		"Pid":             config.Pid,
		"Test":            config.Test,
		"Addr":            map[string]string{"Network": config.Addr.Network(), "String": config.Addr.String()},
	}
	reattach := map[string]any{}
	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		reattach[registry+"/hashicorp/tigertrust"] = attach
		reattach[registry+"/tigertrust/tigertrust"] = attach
	}
	text, err := json.Marshal(reattach)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

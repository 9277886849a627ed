package startup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"time"

	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// debugTimeout is how long a debugger may delay the start of the server.
const debugTimeout = 10 * time.Second

// ServeDebug serves the provider for a debugger until the process is interrupted.
// It prints the value of TF_REATTACH_PROVIDERS with all addresses, because
// Terraform and OpenTofu look for the provider in different registries, and
// [tf6server.WithManagedDebug] prints one address only.
func ServeDebug(output io.Writer, newServer func() tfprotov6.ProviderServer, addresses ...string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ready, closed := make(chan *plugin.ReattachConfig), make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(addresses[0], newServer, tf6server.WithDebug(ctx, ready, closed))
	}()
	select {
	case err := <-failed:
		return errors.Join(errors.New("the server did not start"), err)
	case <-time.After(debugTimeout):
		return errors.New("the server did not start")
	case config := <-ready:
		variable, err := Reattachment(config, addresses...)
		if err != nil {
			return err
		}
		line := "export TF_REATTACH_PROVIDERS='" + variable + "'"
		if runtime.GOOS == "windows" {
			line = "$env:TF_REATTACH_PROVIDERS='" + variable + "'"
		}
		if _, err := fmt.Fprintf(output, "The provider is running. To make Terraform or OpenTofu use it, run:\n\n\t%s\n\n", line); err != nil {
			return err
		}
	}
	<-closed
	return nil
}

// Reattachment returns the value of TF_REATTACH_PROVIDERS that makes Terraform use
// a running server for the provider with each of the addresses.
func Reattachment(config *plugin.ReattachConfig, addresses ...string) (string, error) {
	attach := map[string]any{
		"Protocol":        config.Protocol,
		"ProtocolVersion": config.ProtocolVersion,
		"Pid":             config.Pid,
		"Test":            config.Test,
		"Addr":            map[string]string{"Network": config.Addr.Network(), "String": config.Addr.String()},
	}
	reattach := map[string]any{}
	for _, address := range addresses {
		reattach[address] = attach
	}
	text, err := json.Marshal(reattach)
	return string(text), err
}

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// instance is an object in a state file.
type instance struct {
	IndexKey      int            `json:"index_key"`
	SchemaVersion int            `json:"schema_version"`
	Attributes    map[string]any `json:"attributes"`
	Private       []byte         `json:"private,omitempty"`
}

// workspace is a folder that Terraform runs in.
type workspace struct {
	folder string
}

// newWorkspace makes a folder with a configuration and no state.
func newWorkspace(parent, name, configuration string) (*workspace, error) {
	w := &workspace{folder: filepath.Join(parent, name)}
	if err := os.Mkdir(w.folder, 0o700); err != nil {
		return nil, err
	}
	return w, os.WriteFile(filepath.Join(w.folder, "main.tf"), []byte(configuration), 0o600)
}

// blockSize is how many objects one resource block has. Terraform's own time
// grows with the square of it, and would hide everything else.
const blockSize = 100

// writeState writes the state that an apply of the instances would have left.
func (w *workspace) writeState(typeName, provider string, instances []instance) error {
	var resources []any
	for block := range slices.Chunk(instances, blockSize) {
		resources = append(resources, map[string]any{
			"mode": "managed", "type": typeName, "name": fmt.Sprintf("fleet_%d", len(resources)),
			"provider": fmt.Sprintf("provider[%q]", provider), "instances": block,
		})
	}
	state, err := json.Marshal(map[string]any{
		"version": 4, "serial": 1, "lineage": "6f1b1b0e-0000-4000-8000-000000000000", "resources": resources,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(w.folder, "terraform.tfstate"), state, 0o600)
}

// What the workspaces configure.
const (
	requiredProviders = `
terraform {
  required_providers {
    tigertrust = { source = "tigertrust/tigertrust" }
    bare       = { source = "tigertrust/bare" }
  }
}
`
	listBlock = `
data "tigertrust_certificates" "all" {}
`
)

// blocks configures n objects of a resource, which have one attribute.
func blocks(typeName, attribute string, n int) string {
	var text strings.Builder
	for first := 0; first < n; first += blockSize {
		fmt.Fprintf(&text, "\nresource %q \"fleet_%d\" {\n  count = %d\n  %s = format(\"host-%%05d.example.com\", %d + count.index)\n}\n",
			typeName, first/blockSize, min(blockSize, n-first), attribute, first)
	}
	return text.String()
}

// plannedCertificates is a workspace whose state holds the fleet, as resources
// of the provider.
func (f *fleet) plannedCertificates(parent, provider string) (*workspace, error) {
	w, err := newWorkspace(parent, fmt.Sprintf("%s-%d", provider, len(f.ids)),
		requiredProviders+blocks(provider+"_certificate", "common_name", len(f.ids)))
	if err != nil {
		return nil, err
	}
	instances, err := f.certificates()
	if err != nil {
		return nil, err
	}
	return w, w.writeState(provider+"_certificate", "registry.terraform.io/tigertrust/"+provider, instances)
}

// plannedData is a workspace whose state holds n objects of terraform_data.
func plannedData(parent string, n int) (*workspace, error) {
	w, err := newWorkspace(parent, fmt.Sprintf("data-%d", n), blocks("terraform_data", "input", n))
	if err != nil {
		return nil, err
	}
	instances := make([]instance, n)
	for i := range instances {
		value := map[string]any{"value": commonName(i), "type": "string"}
		instances[i] = instance{IndexKey: i % blockSize, Attributes: map[string]any{
			"id": fmt.Sprintf("00000000-0000-4000-8000-%012d", i), "input": value, "output": value,
		}}
	}
	return w, w.writeState("terraform_data", "terraform.io/builtin/terraform", instances)
}

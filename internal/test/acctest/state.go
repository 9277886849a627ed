package acctest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
)

// Instance is an instance of a resource in the state.
type Instance struct {
	// Tainted reports whether the next apply replaces the instance, Deposed
	// whether it destroys it.
	Tainted bool
	Deposed bool
	// Attributes are decoded from JSON: a number is a float64.
	Attributes map[string]any
	// Identity is nil before Terraform 1.12.
	Identity map[string]any
}

// stateFile is the part of a state file that tests need.
type stateFile struct {
	Resources []struct {
		Type      string `json:"type"`
		Name      string `json:"name"`
		Instances []struct {
			Status     string         `json:"status"`
			Deposed    string         `json:"deposed"`
			Attributes map[string]any `json:"attributes"`
			Identity   map[string]any `json:"identity"`
		} `json:"instances"`
	} `json:"resources"`
}

// Instances returns the instances of a resource such as
// tigertrust_certificate.test in the state, including deposed ones.
func (tf *Terraform) Instances(address string) []Instance {
	tf.t.Helper()
	content, err := os.ReadFile(tf.Path("terraform.tfstate"))
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(content) == 0 {
		// A Terraform that was killed may leave an empty file.
		return nil
	}
	if err != nil {
		tf.t.Fatal(err)
	}
	var state stateFile
	if err := json.Unmarshal(content, &state); err != nil {
		tf.t.Fatal(err)
	}
	var instances []Instance
	for _, resource := range state.Resources {
		if resource.Type+"."+resource.Name != address {
			continue
		}
		for _, instance := range resource.Instances {
			instances = append(instances, Instance{
				Tainted:    instance.Status == "tainted",
				Deposed:    instance.Deposed != "",
				Attributes: instance.Attributes,
				Identity:   instance.Identity,
			})
		}
	}
	return instances
}

// Instance returns the only instance of a resource in the state.
func (tf *Terraform) Instance(address string) Instance {
	tf.t.Helper()
	instances := tf.Instances(address)
	if len(instances) != 1 {
		tf.t.Fatalf("expected 1 instance of %s in the state, got %d", address, len(instances))
	}
	return instances[0]
}

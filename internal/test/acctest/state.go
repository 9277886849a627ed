package acctest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
)

// Instance is what the state holds of one object of a resource.
type Instance struct {
	// Tainted objects are replaced by the next apply, deposed ones destroyed.
	Tainted bool
	Deposed bool
	// Attributes are as in JSON: a number is a float64.
	Attributes map[string]any
	// Identity is kept by Terraforms that know identities.
	Identity map[string]any
}

// NullAttributes returns the attributes without a value among those named.
func (o Instance) NullAttributes(attributes ...string) []string {
	var null []string
	for _, attribute := range attributes {
		if o.Attributes[attribute] == nil {
			null = append(null, attribute)
		}
	}
	return null
}

// stateFile is the part of Terraform's state that tests look at.
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

// Instances returns what the state holds under an address such as
// tigertrust_certificate.test, deposed objects included.
func (tf *Terraform) Instances(address string) []Instance {
	tf.t.Helper()
	content, err := os.ReadFile(tf.Path("terraform.tfstate"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		tf.t.Fatal(err)
	}
	var state stateFile
	if err := json.Unmarshal(content, &state); err != nil {
		tf.t.Fatal(err)
	}
	var objects []Instance
	for _, resource := range state.Resources {
		if resource.Type+"."+resource.Name != address {
			continue
		}
		for _, instance := range resource.Instances {
			objects = append(objects, Instance{
				Tainted:    instance.Status == "tainted",
				Deposed:    instance.Deposed != "",
				Attributes: instance.Attributes,
				Identity:   instance.Identity,
			})
		}
	}
	return objects
}

// Instance returns the one object that the state holds under an address.
func (tf *Terraform) Instance(address string) Instance {
	tf.t.Helper()
	objects := tf.Instances(address)
	if len(objects) != 1 {
		tf.t.Fatalf("the state holds %d objects of %s, expected was one", len(objects), address)
	}
	return objects[0]
}

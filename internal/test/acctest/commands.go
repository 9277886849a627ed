package acctest

import "os"

// WriteConfig writes config, for a command that is not given one.
func (tf *Terraform) WriteConfig(config string) {
	tf.t.Helper()
	if err := os.WriteFile(tf.Path("main.tf"), []byte(config), 0o600); err != nil {
		tf.t.Fatal(err)
	}
}

// Import imports what has an id into an address of the configuration.
func (tf *Terraform) Import(address, id string) *Run {
	tf.t.Helper()
	output, succeeded := tf.command([]string{"import", "-input=false", "-no-color", address, id})
	return newRun(tf.t, "import", output, succeeded)
}

// ProviderSchemas returns the JSON of what Terraform knows of the provider.
func (tf *Terraform) ProviderSchemas() []byte {
	tf.t.Helper()
	schemas, succeeded := tf.command([]string{"providers", "schema", "-json"})
	if !succeeded {
		tf.t.Fatalf("terraform providers schema failed:\n%s", schemas)
	}
	return schemas
}

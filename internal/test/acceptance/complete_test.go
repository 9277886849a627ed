package acceptance

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
)

// usesIn returns the names that configurations in this package contain, by the kind
// of block.
func usesIn(t *testing.T) map[string]map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	uses := map[string]map[string]bool{"resource": {}, "data": {}, "list": {}, "action": {}, "function": {}}
	block := regexp.MustCompile(`\b(resource|data|list) \\?"(tigertrust_\w+)\\?"`)
	action := regexp.MustCompile(`actionConfig\(name, "(tigertrust_\w+)"`)
	function := regexp.MustCompile(`provider::tigertrust::(\w+)\(`)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range block.FindAllStringSubmatch(string(content), -1) {
			uses[match[1]][match[2]] = true
		}
		for _, match := range action.FindAllStringSubmatch(string(content), -1) {
			uses["action"][match[1]] = true
		}
		for _, match := range function.FindAllStringSubmatch(string(content), -1) {
			uses["function"][match[1]] = true
		}
	}
	return uses
}

// Everything that the provider has is tested against an account.
func TestAcceptance_CoversProvider(t *testing.T) {
	server, err := providerserver.NewProtocol6WithError(provider.New("test", clock.System{}))()
	if err != nil {
		t.Fatal(err)
	}
	has, err := server.GetMetadata(t.Context(), &tfprotov6.GetMetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	uses := usesIn(t)
	expect := func(kind, name string) {
		if !uses[kind][name] {
			t.Errorf("no acceptance test has the %s %s", kind, name)
		}
	}
	for _, each := range has.Resources {
		expect("resource", each.TypeName)
	}
	for _, each := range has.DataSources {
		expect("data", each.TypeName)
	}
	for _, each := range has.ListResources {
		expect("list", each.TypeName)
	}
	for _, each := range has.Actions {
		expect("action", each.TypeName)
	}
	for _, each := range has.Functions {
		expect("function", each.Name)
	}
}

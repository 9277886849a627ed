package mockserver_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestREADME_ListsOptionsFaultsAndFiles(t *testing.T) {
	content, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var wanted []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[mockserver.Options]()) {
		wanted = append(wanted, field.Name)
	}
	for _, kind := range append(mockserver.FaultKinds(), mockserver.MixupKinds()...) {
		wanted = append(wanted, string(kind))
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		isCode := strings.HasSuffix(file.Name(), ".go") && !strings.HasSuffix(file.Name(), "_test.go")
		if isCode && file.Name() != "doc.go" {
			wanted = append(wanted, file.Name())
		}
	}
	for _, name := range wanted {
		if !strings.Contains(string(content), "`"+name+"`") {
			t.Errorf("README.md does not mention `%s`", name)
		}
	}
}

package certmodel_test

import (
	"slices"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

func TestTexts_AreSortedAndDistinct(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		matchCase bool
		want      []string
	}{
		"ignoring case": {false, []string{"Ed25519", "RSA"}},
		"matching case": {true, []string{"Ed25519", "RSA", "ed25519", "rsa"}},
	} {
		for _, order := range [][]string{{"rsa", "RSA", "", "ed25519", "Ed25519"}, {"Ed25519", "ed25519", "RSA", "rsa", "rsa"}} {
			texts := certmodel.Texts{MatchCase: test.matchCase}
			texts.Add(nil)
			for _, text := range order {
				texts.Add(&text)
			}
			if got := texts.Sorted(); !slices.Equal(got, test.want) {
				t.Errorf("%s: got %q", name, got)
			}
		}
	}
	var none certmodel.Texts
	if got := none.Sorted(); got == nil || len(got) > 0 {
		t.Errorf("got %#v", got)
	}
}

package certmodel_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func TestFullChain_FollowsItsParts(t *testing.T) {
	t.Parallel()
	null, unknown, text := types.StringNull(), types.StringUnknown(), types.StringValue
	for name, test := range map[string]struct{ leaf, chain, want types.String }{
		"both":                {text("leaf\n"), text("chain\n"), text("leaf\nchain\n")},
		"leaf without an end": {text("leaf"), text("chain"), text("leaf\nchain")},
		"CRLF":                {text("leaf\r\n"), text("chain\r\n"), text("leaf\r\nchain\r\n")},
		"no chain":            {text("leaf\n"), null, text("leaf\n")},
		"no leaf":             {null, text("chain\n"), null},
		"neither":             {null, null, null},
		"unknown leaf":        {unknown, text("chain\n"), unknown},
		"unknown chain":       {text("leaf\n"), unknown, unknown},
		"unknown chain alone": {null, unknown, unknown},
	} {
		model := certmodel.Model{FullChainPEM: text("an earlier one")}
		model.Merge(&certmodel.Model{CertificatePEM: test.leaf, ChainPEM: test.chain}, certmodel.FillNull)
		if !model.FullChainPEM.Equal(test.want) {
			t.Errorf("%s: got %s", name, model.FullChainPEM)
		}
	}
}

func TestFullChain_InResponse(t *testing.T) {
	t.Parallel()
	response := &tigertrust.Certificate{CertificatePEM: new(tigertrust.PEM("leaf")), ChainPEM: new(tigertrust.PEM("chain"))}
	if got := certmodel.FromAPI(response).FullChainPEM; got != types.StringValue("leaf\nchain") {
		t.Errorf("got %s", got)
	}
	if got := certmodel.FromAPI(&tigertrust.Certificate{}).FullChainPEM; !got.IsNull() {
		t.Errorf("got %s for a pending certificate", got)
	}
}

package certmodel_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

func TestIssuance_Matches(t *testing.T) {
	t.Parallel()
	full := certmodel.Issuance{SerialNumber: "03:ab", Fingerprint: "SHA256:00", ValidTo: "2026-04-15T12:00:00Z", Digest: "d0"}
	for name, test := range map[string]struct {
		other certmodel.Issuance
		want  bool
	}{
		"the same":          {full, true},
		"nothing known":     {certmodel.Issuance{}, true},
		"one value known":   {certmodel.Issuance{Fingerprint: "SHA256:00"}, true},
		"other serial":      {certmodel.Issuance{SerialNumber: "04:cd"}, false},
		"other fingerprint": {certmodel.Issuance{SerialNumber: "03:ab", Fingerprint: "SHA256:01"}, false},
		"other expiry":      {certmodel.Issuance{ValidTo: "2026-07-15T12:00:00Z"}, false},
		"other PEM":         {certmodel.Issuance{SerialNumber: "03:ab", Digest: "d1"}, false},
	} {
		if full.Matches(test.other) != test.want || test.other.Matches(full) != test.want {
			t.Errorf("%s: matches: %t", name, !test.want)
		}
	}
}

func TestApplyResponse(t *testing.T) {
	t.Parallel()
	text := types.StringValue
	state := certmodel.Model{SerialNumber: text("03:ab"), CertificatePEM: text("PEM 1"), ChainPEM: text("chain 1"), Status: text("active")}
	for name, test := range map[string]struct {
		response, want certmodel.Model
		reissued       bool
	}{
		"unchanged": {
			response: certmodel.Model{SerialNumber: text("03:ab"), CertificatePEM: text("PEM 1"), Status: text("expiring")},
			want:     certmodel.Model{SerialNumber: text("03:ab"), CertificatePEM: text("PEM 1"), ChainPEM: text("chain 1"), Status: text("expiring")},
		},
		"reissued": {
			response: certmodel.Model{SerialNumber: text("04:cd"), CertificatePEM: text("PEM 2"), Status: text("active")},
			want:     certmodel.Model{SerialNumber: text("04:cd"), CertificatePEM: text("PEM 2"), Status: text("active")},
			reissued: true,
		},
		"reissued, not ready": {
			response: certmodel.Model{SerialNumber: text("04:cd"), Status: text("pending")},
			want:     certmodel.Model{SerialNumber: text("03:ab"), CertificatePEM: text("PEM 1"), ChainPEM: text("chain 1"), Status: text("pending")},
		},
	} {
		model := state
		reissued := model.ApplyResponse(&test.response)
		if reissued != test.reissued || model.Issuance() != test.want.Issuance() || !model.ChainPEM.Equal(test.want.ChainPEM) || !model.Status.Equal(test.want.Status) {
			t.Errorf("%s: reissued: %t, got %+v", name, reissued, model)
		}
	}
}

package discovery_test

import (
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestServerModes_NoDiffAfterApply(t *testing.T) {
	t.Parallel()
	leftOut := map[string]mockserver.FieldMode{}
	for _, field := range []string{"commonName", "subjectAlternativeNames", "issuer", "chain", "keyType", "keySize", "locations"} {
		leftOut[field] = mockserver.Omitted
	}
	for what, options := range map[string]mockserver.Options{
		"documented":   {},
		"echoed":       {Fields: mockserver.IncludeSettings()},
		"left out":     {Fields: mockserver.Fields{Single: leftOut}},
		"string ids":   {StringIDs: true},
		"id only":      {CreateResponse: mockserver.RespondID, ChangeResponse: mockserver.RespondEmpty},
		"other status": {HTTPStatuses: mockserver.AlternativeHTTPStatuses()},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env, id := newEnvWithDiscovered(t, options)
			tf := env.Terraform(t)
			const settings = "  certificate_authority_id = 5\n  auto_renew = true\n  renewal_threshold_days = 20"
			tf.Apply(env.Config(importBlock(id, settings))).MustHaveNoDiagnostics()
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

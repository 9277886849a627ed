package deployment_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// fieldModes returns the fields that the API may omit or return as null. PEM and
// locations are not among them: a deployment waits for them.
func fieldModes(mode mockserver.FieldMode) map[string]mockserver.FieldMode {
	modes := map[string]mockserver.FieldMode{}
	for _, field := range []string{
		"commonName", "issuer", "serialNumber", "fingerprint", "subjectAlternativeNames",
		"validFrom", "validTo", "keyType", "keySize", "status", "chain",
	} {
		modes[field] = mode
	}
	return modes
}

func serverModes() map[string]mockserver.Options {
	withoutLocations := fieldModes(mockserver.Omitted)
	withoutLocations["locations"] = mockserver.Omitted
	echoedAndNull := mockserver.IncludeSettings()
	maps.Copy(echoedAndNull.Single, fieldModes(mockserver.Null))
	return map[string]mockserver.Options{
		"as documented":          {},
		"settings echoed":        echoSettings(),
		"settings null":          {Fields: mockserver.Fields{Single: map[string]mockserver.FieldMode{"deploymentTargets": mockserver.Null}}},
		"left out":               {Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted)}},
		"null":                   {Fields: mockserver.Fields{Single: fieldModes(mockserver.Null)}, NullEmptyFields: true},
		"echoed and null":        {Fields: echoedAndNull},
		"without locations":      {Fields: mockserver.Fields{Single: withoutLocations}},
		"numeric strings as ids": {StringIDs: true},
		"opaque ids":             {OpaqueIDs: true},
		"undocumented fields":    {ExtraFields: map[string]any{"labels": map[string]any{"a": 1}, "note": nil}},
		"only the id":            {CreateResponse: mockserver.RespondID, ChangeResponse: mockserver.RespondID},
		"nothing":                {ChangeResponse: mockserver.RespondEmpty},
		"other statuses":         {HTTPStatuses: mockserver.AlternativeHTTPStatuses()},
		"slow":                   {IssuanceDelay: 20 * time.Second, DeploymentDelay: 20 * time.Second, ReadDelay: 5 * time.Second},
	}
}

// Whatever the API reference leaves open, a plan after an apply shows no diff.
func TestServerModes_NoDiffAfterApply(t *testing.T) {
	t.Parallel()
	for name, options := range serverModes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			attributes := ""
			if name == "without locations" {
				attributes = withoutWait
			}
			env := acctest.New(t, options)
			tf := env.Terraform(t)
			order := certificateBlock("\n  deployment_targets = [\"nginx-main\"]")
			tf.Apply(env.Config(order + wiredBlock(attributes))).MustHaveNoDiagnostics()
			env.Clock.Advance(time.Minute)
			// This apply may complete the certificate, which has tests of its own.
			tf.Apply("").MustSucceed().MustPlan(address)
			mustHaveNoChanges(t, tf)
			tf.Apply(env.Config(order + strings.Replace(wiredBlock(attributes), `["nginx-main"]`, `["nginx-main", "haproxy-lb"]`, 1))).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", deployPath, nginxByProd, `{"targets":["haproxy-lb"],"agentId":"agent-prod-01"}`)
			mustHaveNoChanges(t, tf)
		})
	}
}

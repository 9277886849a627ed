package certificate_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

var (
	// singleFields and listFields are what an answer may leave out or null. The
	// PEM is not among them: it is what Create waits for.
	singleFields = []string{
		"commonName", "issuer", "serialNumber", "fingerprint", "subjectAlternativeNames",
		"validFrom", "validTo", "keyType", "keySize", "status", "chain", "locations",
	}
	listFields = []string{
		"commonName", "issuer", "serialNumber", "fingerprint", "subjectAlternativeNames",
		"validFrom", "validTo", "keyType", "keySize", "status", "renewalStatus",
		"certificateAuthorityId", "createdAt",
	}
)

func fieldModes(mode mockserver.FieldMode, fields ...string) map[string]mockserver.FieldMode {
	modes := map[string]mockserver.FieldMode{}
	for _, field := range fields {
		modes[field] = mode
	}
	return modes
}

// serverModes are all ways of the mock to answer what the reference leaves
// open.
func serverModes() map[string]mockserver.Options {
	modes := map[string]mockserver.Options{
		"as documented":          {},
		"settings echoed":        echoSettings(),
		"null for unknown":       {NullEmptyFields: true},
		"lower-cased names":      {LowercaseNames: true},
		"clamped validity":       {MaxValidityDays: 47},
		"numeric strings as ids": {StringIDs: true},
		"undocumented fields":    {ExtraFields: map[string]any{"labels": map[string]any{"a": 1}, "note": nil}},
		"POST answers only the id": {
			CreateResponse: mockserver.RespondID,
		},
		"PUT answers only the id": {ChangeResponse: mockserver.RespondID},
		"PUT answers nothing":     {ChangeResponse: mockserver.RespondEmpty},
		"PUT resets what it does not name": {
			PutReplaces: true,
		},
		"slow issuance":                       {IssuanceDelay: 90 * time.Second},
		"slow issuance, nulls":                {IssuanceDelay: 90 * time.Second, NullEmptyFields: true},
		"slow issuance, id only":              {IssuanceDelay: 3 * time.Second, CreateResponse: mockserver.RespondID, StringIDs: true},
		"read after a while":                  {ReadDelay: 20 * time.Second},
		"read after a while, id only":         {ReadDelay: 20 * time.Second, CreateResponse: mockserver.RespondID},
		"listed after a while":                {ListDelay: 20 * time.Second},
		"read and listed after slow issuance": {ReadDelay: 5 * time.Second, ListDelay: 20 * time.Second, IssuanceDelay: 10 * time.Second},
		"other statuses":                      {HTTPStatuses: mockserver.AlternativeHTTPStatuses()},
		"unstable order of lists":             {UnstableOrder: true},
		"all optional fields left out":        {Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted, singleFields...), List: fieldModes(mockserver.Omitted, listFields...)}},
		"all optional fields null":            {Fields: mockserver.Fields{Single: fieldModes(mockserver.Null, singleFields...), List: fieldModes(mockserver.Null, listFields...)}},
		"lists show all that single answers do": {Fields: mockserver.Fields{
			Single: fieldModes(mockserver.Included, "renewalStatus", "certificateAuthorityId", "createdAt"),
		}},
	}
	all := fieldModes(mockserver.Omitted, singleFields...)
	maps.Copy(all, fieldModes(mockserver.Omitted, listFields...))
	for field := range all {
		modes[field+" left out"] = mockserver.Options{Fields: withFieldMode(mockserver.Omitted, field)}
		modes[field+" null"] = mockserver.Options{Fields: withFieldMode(mockserver.Null, field)}
	}
	return modes
}

func withFieldMode(mode mockserver.FieldMode, field string) mockserver.Fields {
	return mockserver.Fields{Single: fieldModes(mode, field), List: fieldModes(mode, field)}
}

// Whatever the reference leaves open, an apply is followed by silence: no
// warning, no difference, neither with what is in the state nor after a
// refresh, and one certificate for one resource.
func TestServerModes_PlanNothingAfterApply(t *testing.T) {
	t.Parallel()
	for name, options := range serverModes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			tf := env.Terraform(t)
			mustPlan := func(run *acctest.Run, actions ...string) {
				t.Helper()
				run.MustHaveNoDiagnostics().MustPlan(address, actions...).MustPlan("tigertrust_certificate.full", actions...)
			}
			mustPlan(tf.Apply(env.Config(minimalAndFull(minimalConfig, fullConfig))), "create")
			// What is not found yet stays, with a warning; other tests show that.
			env.Clock.Advance(options.ReadDelay)
			mustPlan(tf.Plan("", "-refresh=false"))
			mustPlan(tf.Plan(""))
			if count := env.Mock.Journal().Count("POST", certificatesPath); count != 2 {
				t.Errorf("%d certificates were ordered for two resources", count)
			}
			const reason = "\n  revocation_reason = \"superseded\""
			mustPlan(tf.Apply(env.Config(minimalAndFull(minimalConfig+reason, fullConfig+reason))), "update")
			mustPlan(tf.Plan("", "-refresh=false"))
			tf.Destroy().MustHaveNoDiagnostics()
			for _, certificate := range env.Mock.Certificates("") {
				if certificate.Status != "revoked" {
					t.Errorf("certificate %d is not revoked", certificate.ID)
				}
			}
		})
	}
}

// minimalAndFull is a resource with as little as possible and one with all.
func minimalAndFull(minimal, full string) string {
	return resourceBlock(strings.Replace(minimal, "www.", "small.", 1)) +
		strings.Replace(resourceBlock(full), "\"test\"", "\"full\"", 1)
}

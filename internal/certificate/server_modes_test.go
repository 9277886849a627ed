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
	// singleFields and listFields are the fields that a response may omit or
	// return as null. Without the PEM, Create would not end.
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

// serverModes returns options of the mock for everything that the reference
// leaves open.
func serverModes() map[string]mockserver.Options {
	modes := map[string]mockserver.Options{
		"as documented":          {},
		"settings echoed":        echoSettings(),
		"null for unknown":       {NullEmptyFields: true},
		"lower-cased names":      {LowercaseNames: true},
		"clamped validity":       {MaxValidityDays: 47},
		"numeric strings as ids": {StringIDs: true},
		"opaque ids":             {OpaqueIDs: true},
		"undocumented fields":    {ExtraFields: map[string]any{"labels": map[string]any{"a": 1}, "note": nil}},
		"POST returns only the id": {
			CreateResponse: mockserver.RespondID,
		},
		"PUT returns only the id": {ChangeResponse: mockserver.RespondID},
		"PUT returns no body":     {ChangeResponse: mockserver.RespondEmpty},
		"PUT resets omitted settings": {
			PutReplaces: true,
		},
		"slow issuance":                       {IssuanceDelay: 90 * time.Second},
		"slow issuance, nulls":                {IssuanceDelay: 90 * time.Second, NullEmptyFields: true},
		"slow issuance, id only":              {IssuanceDelay: 3 * time.Second, CreateResponse: mockserver.RespondID, StringIDs: true},
		"read after a while":                  {ReadDelay: 20 * time.Second},
		"read after a while, id only":         {ReadDelay: 20 * time.Second, CreateResponse: mockserver.RespondID},
		"listed after a while":                {ListDelay: 20 * time.Second},
		"read and listed after slow issuance": {ReadDelay: 5 * time.Second, ListDelay: 20 * time.Second, IssuanceDelay: 10 * time.Second},
		"other HTTP statuses":                 {HTTPStatuses: mockserver.AlternativeHTTPStatuses()},
		"unstable order of lists":             {UnstableOrder: true},
		"all optional fields left out":        {Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted, singleFields...), List: fieldModes(mockserver.Omitted, listFields...)}},
		"all optional fields null":            {Fields: mockserver.Fields{Single: fieldModes(mockserver.Null, singleFields...), List: fieldModes(mockserver.Null, listFields...)}},
		"single responses contain all fields": {Fields: mockserver.Fields{
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

// Whatever the reference leaves open, no plan after an apply shows a change or a
// warning, and every resource has one certificate.
func TestServerModes_PlanNothingAfterApply(t *testing.T) {
	t.Parallel()
	minimal := acctest.Attributes{"common_name": "small.example.com"}
	full := acctest.Attributes{
		"common_name": "www.example.com", "subject_alternative_names": []string{"shop.example.com", "192.0.2.7", "2001:db8::1"},
		"certificate_authority_id": 6, "key_type": "ECDSA", "key_size": 384, "validity_days": 60,
		"auto_renew": false, "renewal_threshold_days": 20, "deployment_targets": []string{"nginx-main", "haproxy-lb"},
	}
	for name, options := range serverModes() {
		for size, config := range map[string]acctest.Attributes{"minimal": minimal, "full": full} {
			t.Run(name+"/"+size, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, options)
				certificate := env.Protocol(t).Resource("tigertrust_certificate")
				mustPlanNothing := func(config acctest.Attributes) {
					t.Helper()
					plan := certificate.Plan(config)
					if mustOnlyWarnOfGrants(t, plan.Run, options.MaxValidityDays != 0); plan.Action != acctest.NoOp {
						t.Errorf("the plan is %s, want %s", plan.Action, acctest.NoOp)
					}
				}
				certificate.Apply(config).MustHaveNoDiagnostics()
				mustPlanNothing(config)
				// A certificate that is not found yet stays, with a warning: see
				// TestRead_NotVisibleYet_KeepsState. Reads are shared for a minute.
				env.Clock.Advance(options.ReadDelay + 2*minute)
				certificate.Refresh().MustHaveNoDiagnostics()
				mustPlanNothing(config)
				if count := countOrders(env); count != 1 {
					t.Errorf("%d certificates were ordered for one resource", count)
				}
				changed := maps.Clone(config)
				changed["revocation_reason"] = "superseded"
				update := certificate.Plan(changed)
				if mustOnlyWarnOfGrants(t, update.Run, options.MaxValidityDays != 0); update.Action != acctest.Update {
					t.Errorf("the plan is %s, want %s", update.Action, acctest.Update)
				}
				mustOnlyWarnOfGrants(t, certificate.ApplyPlan(update), options.MaxValidityDays != 0)
				mustPlanNothing(changed)
				certificate.Destroy().MustHaveNoDiagnostics()
				if status := mockCertificate(t, env, firstID).Status; status != "revoked" {
					t.Errorf("the certificate is %s", status)
				}
			})
		}
	}
}

// terraformServerModes returns the few modes that also run through Terraform.
func terraformServerModes(t *testing.T) map[string]mockserver.Options {
	t.Helper()
	all, some := serverModes(), map[string]mockserver.Options{}
	for _, name := range []string{"as documented", "settings echoed", "slow issuance, id only", "all optional fields left out", "all optional fields null"} {
		options, ok := all[name]
		if !ok {
			t.Fatalf("there is no mode %q", name)
		}
		some[name] = options
	}
	return some
}

func TestServerModes_Terraform(t *testing.T) {
	t.Parallel()
	for name, options := range terraformServerModes(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			tf := env.Terraform(t)
			mustPlan := func(run *acctest.Run, actions ...string) {
				t.Helper()
				run.MustHaveNoDiagnostics().MustPlan(address, actions...).MustPlan("tigertrust_certificate.full", actions...)
			}
			mustPlan(tf.Apply(env.Config(minimalAndFull(minimalConfig, fullConfig))), "create")
			mustPlan(tf.Plan("", "-refresh=false"))
			mustPlan(tf.Plan(""))
			const reason = "\n  revocation_reason = \"superseded\""
			mustPlan(tf.Apply(env.Config(minimalAndFull(minimalConfig+reason, fullConfig+reason))), "update")
			mustPlan(tf.Plan("", "-refresh=false"))
			tf.Destroy().MustOnlyWarn(revocationWarning)
		})
	}
}

// minimalAndFull returns a resource with as few attributes as possible and one
// with all attributes.
func minimalAndFull(minimal, full string) string {
	return resourceBlock(strings.Replace(minimal, "www.", "small.", 1)) +
		strings.Replace(resourceBlock(full), "\"test\"", "\"full\"", 1)
}

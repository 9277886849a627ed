package certificate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// grants are the ways in which a CA issues something other than what was ordered.
func grants() map[string]mockserver.Grant {
	return map[string]mockserver.Grant{
		"as ordered":         {},
		"added www":          {AddNames: []string{"www.@"}},
		"dropped a name":     {DropNames: []string{"shop.@"}},
		"dropped all names":  {DropAlternativeNames: true},
		"other common name":  {CommonName: "granted.example.com"},
		"RSA 3072":           {KeyType: "RSA", KeySize: 3072},
		"ECDSA 256":          {KeyType: "ECDSA", KeySize: 256},
		"other CA":           {CertificateAuthorityID: 6},
		"other validity":     {ValidityDays: 47},
		"names and key":      {AddNames: []string{"www.@"}, DropNames: []string{"shop.@"}, KeySize: 4096},
		"everything else":    {AddNames: []string{"www.@"}, KeyType: "ECDSA", CertificateAuthorityID: 7, ValidityDays: 47},
		"other common, CA 7": {CommonName: "granted.example.com", CertificateAuthorityID: 7},
	}
}

// mustOnlyWarnOfGrants checks that a plan has no diagnostics, apart from one
// warning for each kind of difference, if any is expected.
func mustOnlyWarnOfGrants(t *testing.T, run *acctest.Run, expected bool) {
	t.Helper()
	run.MustSucceed()
	seen := map[string]bool{}
	for _, diagnostic := range run.Diagnostics {
		isGrant := strings.HasPrefix(diagnostic.Summary, "Certificate issued ") && strings.HasSuffix(diagnostic.Summary, " other than configured")
		if !expected || !isGrant || seen[diagnostic.Summary] {
			t.Errorf("unexpected diagnostic: %s", diagnostic.Text())
		}
		seen[diagnostic.Summary] = true
	}
}

// mustHaveChangedNothing checks that the only request for a change was one order.
func mustHaveChangedNothing(t *testing.T, env *acctest.Environment) {
	t.Helper()
	journal := env.Mock.Journal()
	for pattern, want := range map[string]int{certificatesPath: 1, revocationPath: 0, certificatePath + "/renew": 0} {
		if got := journal.Count("POST", pattern); got != want {
			t.Errorf("POST %s: got %d requests, want %d", pattern, got, want)
		}
	}
}

var grantedConfigs = map[string]acctest.Attributes{
	"minimal": {"common_name": "a.example.com"},
	"full": {
		"common_name": "a.example.com", "subject_alternative_names": []string{"shop.a.example.com"},
		"certificate_authority_id": 5, "key_type": "RSA", "key_size": 2048, "validity_days": 90,
		"auto_renew": true, "renewal_threshold_days": 30, "deployment_targets": []string{"nginx-main"},
	},
}

// Whatever the CA grants, and in every mode of the mock, applying an unchanged
// configuration again orders and revokes nothing.
func TestGranted_EveryMode_PlansNothing(t *testing.T) {
	t.Parallel()
	for mode, options := range serverModes() {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			for _, name := range []string{"as ordered", "other common, CA 7", "names and key", "everything else"} {
				for size, config := range grantedConfigs {
					options := options
					options.Grants.Order = grants()[name]
					env := acctest.New(t, options)
					certificate := env.Protocol(t).Resource("tigertrust_certificate")
					certificate.Apply(config).MustHaveNoDiagnostics()
					for range 2 {
						env.Clock.Advance(options.ReadDelay + 2*time.Minute)
						certificate.Refresh().MustHaveNoDiagnostics()
						plan := certificate.Plan(config)
						if plan.Action != acctest.NoOp {
							t.Errorf("%s, %s: the plan is %s, replaced by %v", name, size, plan.Action, plan.ReplacedBy)
						}
						mustOnlyWarnOfGrants(t, plan.Run, size == "full" || name == "other common, CA 7")
						certificate.ApplyPlan(plan).MustHaveNoDiagnostics()
					}
					mustHaveChangedNothing(t, env)
				}
			}
		})
	}
}

const grantedBlock = `
  common_name               = "a.example.com"
  subject_alternative_names = ["shop.a.example.com"]
  certificate_authority_id  = 5
  key_type                  = "RSA"
  key_size                  = 2048
  validity_days             = 90`

// returnCA are options of a mock that returns the CA of a single certificate.
func returnCA(grants mockserver.Grants) mockserver.Options {
	return mockserver.Options{Grants: grants, Fields: mockserver.Fields{Single: fieldModes(mockserver.Included, "certificateAuthorityId")}}
}

// Three applies through Terraform, with what the CA may grant.
func TestGranted_ThreeApplies_OrderOnce(t *testing.T) {
	t.Parallel()
	const names, key = "Certificate issued with names other than configured", "Certificate issued with a key other than configured"
	const ca, validity = "Certificate issued by a CA other than configured", "Certificate issued with a validity period other than configured"
	warnings := map[string][]string{
		"added www": {names}, "dropped a name": {names}, "RSA 3072": {key}, "other CA": {ca}, "other validity": {validity},
		"names and key": {names, key}, "everything else": {names, ca, key, validity}, "as ordered": nil,
	}
	for name, expected := range warnings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, returnCA(mockserver.Grants{Order: grants()[name]}))
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(grantedBlock))).MustHaveNoDiagnostics()
			tf.Apply("").MustSucceed().MustPlan(address)
			tf.Apply("").MustSucceed().MustPlan(address)
			tf.Apply("", "-refresh=false").MustSucceed().MustPlan(address)
			run := tf.Plan("", "-detailed-exitcode").MustSucceed().MustPlan(address)
			var summaries []string
			for _, diagnostic := range run.Diagnostics {
				summaries = append(summaries, diagnostic.Summary)
			}
			if fmt.Sprint(summaries) != fmt.Sprint(expected) {
				t.Errorf("got the warnings %q, want %q", summaries, expected)
			}
			mustHaveChangedNothing(t, env)
		})
	}
}

func TestGranted_Warnings_NameBothValues(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, returnCA(mockserver.Grants{Order: grants()["everything else"]}))
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(grantedBlock))).MustHaveNoDiagnostics()
	run := tf.Plan("").MustSucceed()
	for location, detail := range map[string]string{
		`subject_alternative_names = ["shop.a.example.com"]`: `Certificate 1001 (a.example.com) has subject_alternative_names = ["a.example.com", "shop.a.example.com", "www.a.example.com"]. ` +
			`The configuration has subject_alternative_names = ["shop.a.example.com"]. Terraform keeps the certificate.` + "\n\n" +
			"To accept these values, change the configuration to:\n\n" +
			`  subject_alternative_names = ["a.example.com", "shop.a.example.com", "www.a.example.com"]` + "\n\n" +
			"To order a replacement with the configured values, run: terraform apply -replace=ADDRESS",
		`key_type                  = "RSA"`: `has key_type = "ECDSA" and key_size = 256. The configuration has key_type = "RSA" and key_size = 2048.`,
		`certificate_authority_id  = 5`:     `has certificate_authority_id = 7. The configuration has certificate_authority_id = 5.`,
		`validity_days             = 90`:    `has validity_days = 47. The configuration has validity_days = 90.`,
	} {
		found := false
		for _, diagnostic := range run.Diagnostics {
			found = found || diagnostic.Location == location && strings.Contains(diagnostic.Detail, detail)
		}
		if !found {
			t.Errorf("there is no warning at %q with %q:\n%+v", location, detail, run.Diagnostics)
		}
	}
}

// What a certificate was granted can be copied into the configuration, which
// changes nothing. Any other change replaces the certificate, also later.
func TestGranted_AcceptedOrChanged(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Grants: mockserver.Grants{
		Order:         mockserver.Grant{KeySize: 3072},
		ServerRenewal: mockserver.Grant{KeySize: 4096},
	}})
	tf := env.Terraform(t)
	size := func(bits int) string {
		return env.Config(resourceBlock(fmt.Sprintf("common_name = \"a.example.com\"\n  key_size = %d", bits)))
	}
	tf.Apply(size(2048)).MustHaveNoDiagnostics()
	tf.Apply(size(3072)).MustHaveNoDiagnostics().MustPlan(address)
	// The renewal makes the accepted value differ from the certificate.
	env.Clock.Advance(2 * time.Minute)
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustPlan(address).MustWarn(`(?s)a key other than configured.*has key_size = 4096.*configuration has key_size = 3072`)
	tf.Plan("", "-refresh=false").MustPlan(address).MustWarn("a key other than configured")
	mustHaveChangedNothing(t, env)
	tf.SavePlan(size(4096)).MustHaveNoDiagnostics().MustPlan(address)
	tf.ApplySavedPlan().MustHaveNoDiagnostics()
	mustHaveChangedNothing(t, env)
	changed := tf.Plan("", "-refresh=false", "-replace="+address).MustPlan(address, "replace")
	changed.MustSucceed()
	env.Mock.SetGrants(mockserver.Grants{})
	tf.Apply(env.Config(resourceBlock("common_name = \"a.example.com\"\n  key_type = \"ECDSA\"\n  key_size = 384"))).
		MustSucceed().MustPlan(address, "replace").MustNotMention("other than configured")
	if got := countOrders(env); got != 2 {
		t.Errorf("%d certificates were ordered, want 2", got)
	}
}

// ignore_changes makes the value of the state the configured one.
func TestGranted_IgnoreChanges_PlansNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, returnCA(mockserver.Grants{Order: grants()["everything else"], ServerRenewal: grants()["names and key"]}))
	tf := env.Terraform(t)
	const ignored = "\n  lifecycle {\n    ignore_changes = [subject_alternative_names, certificate_authority_id, key_type, key_size, validity_days]\n  }"
	tf.Apply(env.Config(resourceBlock(grantedBlock + ignored))).MustHaveNoDiagnostics()
	tf.Apply("").MustPlan(address)
	tf.Apply(env.Config(resourceBlock(strings.ReplaceAll(grantedBlock, "2048", "4096") + ignored))).MustSucceed().MustPlan(address).
		MustNotMention("names|key|CA other")
	tf.Apply(env.Config(resourceBlock(grantedBlock+"\n  on_destroy = \"abandon\""+ignored))).MustSucceed().MustPlan(address, "update")
	env.Clock.Advance(2 * time.Minute)
	if _, err := env.Mock.Renew(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustSucceed().MustPlan(address).MustNotMention("names|key|CA other")
	tf.Apply("", "-refresh=false").MustSucceed().MustPlan(address)
	mustHaveChangedNothing(t, env)
}

// Renewals may grant other values, too.
func TestGranted_Renewals_PlanNothing(t *testing.T) {
	t.Parallel()
	for name, grant := range grants() {
		if name == "other validity" || name == "everything else" {
			// A shorter validity period opens the window again.
			grant.ValidityDays = 60
		}
		for by, renews := range map[string]func(*acctest.Environment, *acctest.Resource){
			"TigerTrust": func(env *acctest.Environment, _ *acctest.Resource) {
				if _, err := env.Mock.Renew(firstID); err != nil {
					t.Fatal(err)
				}
			},
			"Terraform": func(_ *acctest.Environment, certificate *acctest.Resource) {
				config := renewedConfig("2")
				certificate.Apply(config).MustSucceed()
			},
		} {
			t.Run(name+" by "+by, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t, mockserver.Options{Grants: mockserver.Grants{ServerRenewal: grant, RequestedRenewal: grant}})
				certificate := env.Protocol(t).Resource("tigertrust_certificate")
				certificate.Apply(renewedConfig("1")).MustHaveNoDiagnostics()
				env.Clock.Advance(45 * day)
				renews(env, certificate)
				config := renewedConfig("1")
				if by == "Terraform" {
					config = renewedConfig("2")
				}
				env.Mock.ResetJournal()
				for range 2 {
					env.Clock.Advance(2 * time.Minute)
					certificate.Refresh().MustHaveNoDiagnostics()
					plan := certificate.Plan(config)
					if mustOnlyWarnOfGrants(t, plan.Run, true); plan.Action != acctest.NoOp {
						t.Errorf("the plan is %s, replaced by %v", plan.Action, plan.ReplacedBy)
					}
				}
				if count := env.Mock.Journal().Count("POST", certificatesPath); count != 0 {
					t.Errorf("%d certificates were ordered", count)
				}
			})
		}
	}
}

func renewedConfig(trigger string) acctest.Attributes {
	config := acctest.Attributes{"renewal": map[string]any{"method": "acme", "triggers": map[string]string{"n": trigger}}}
	for name, value := range grantedConfigs["full"] {
		config[name] = value
	}
	return config
}

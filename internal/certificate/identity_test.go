package certificate_test

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// firstIdentity returns the identity of the first certificate.
func firstIdentity() map[string]any { return map[string]any{"id": acctest.ID(firstID)} }

func mustHaveIdentity(t *testing.T, got any) {
	t.Helper()
	if !reflect.DeepEqual(got, firstIdentity()) {
		t.Errorf("the identity is %v, want %v", got, firstIdentity())
	}
}

func TestIdentity_IsTheID(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	config := acctest.Attributes{"common_name": "www.example.com"}
	certificate.Apply(config).MustHaveNoDiagnostics()
	mustHaveIdentity(t, certificate.Identity())
	certificate.Refresh().MustHaveNoDiagnostics()
	mustHaveIdentity(t, certificate.Identity())
	config["auto_renew"] = false
	certificate.Apply(config).MustHaveNoDiagnostics()
	mustHaveIdentity(t, certificate.Identity())
}

// Terraform before 1.12 writes states without identities.
func TestIdentity_Missing_IsAdded(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(*acctest.Environment, *acctest.Resource) *acctest.Run{
		"by a refresh": func(_ *acctest.Environment, r *acctest.Resource) *acctest.Run { return r.Refresh() },
		"by an update that no refresh came before": func(_ *acctest.Environment, r *acctest.Resource) *acctest.Run {
			return r.ApplyPlan(r.Plan(acctest.Attributes{"common_name": "www.example.com", "auto_renew": false}))
		},
		"by a refresh that finds nothing yet": func(env *acctest.Environment, r *acctest.Resource) *acctest.Run {
			if err := env.Mock.Delete(firstID); err != nil {
				t.Fatal(err)
			}
			run := r.Refresh()
			run.MustWarn("cannot be found yet")
			return run
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			certificate := env.Protocol(t).Resource("tigertrust_certificate")
			certificate.Apply(acctest.Attributes{"common_name": "www.example.com"}).MustHaveNoDiagnostics()
			certificate.DropIdentity()
			then(env, certificate).MustSucceed()
			mustHaveIdentity(t, certificate.Identity())
		})
	}
}

func TestIdentity_MissingAndGone_RemovesResource(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Import("1001").MustHaveNoDiagnostics()
	certificate.DropIdentity()
	if err := env.Mock.Delete(firstID); err != nil {
		t.Fatal(err)
	}
	env.Clock.Advance(day) // Responses are shared for a minute.
	certificate.Refresh().MustHaveNoDiagnostics()
	if certificate.Exists() {
		t.Error("the certificate is still in the state")
	}
}

// The identity is saved as soon as the order is accepted.
func TestIdentity_PendingCertificate_IsSet(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	certificate.Apply(acctest.Attributes{"common_name": "www.example.com"}).MustSucceed()
	mustHaveIdentity(t, certificate.Identity())

	env.Mock.Configure(func(o *mockserver.Options) { o.IssuanceFails, o.IssuanceDelay = true, 0 })
	failed := env.Protocol(t).Resource("tigertrust_certificate")
	failed.Apply(acctest.Attributes{"common_name": "api.example.com"}).MustFail()
	if failed.Identity() == nil {
		t.Error("a failed order has no identity")
	}
}

func TestImport_Identity_EqualsID(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, echoSettings())
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Settings: mockserver.Settings{DeploymentTargets: []string{"nginx-main"}}})
	provider := env.Protocol(t)
	byID, byIdentity := provider.Resource("tigertrust_certificate"), provider.Resource("tigertrust_certificate")
	byID.Import("1001").MustHaveNoDiagnostics()
	byIdentity.ImportByIdentity(acctest.Attributes{"id": firstID}).MustHaveNoDiagnostics()
	for _, attribute := range []string{"id", "common_name", "certificate_pem", "certificate_authority_id", "created_at", "deployment_targets", "on_destroy", "timeouts"} {
		if one, other := byID.Attribute(attribute), byIdentity.Attribute(attribute); !reflect.DeepEqual(one, other) {
			t.Errorf("%s is %v by id and %v by identity", attribute, one, other)
		}
	}
	mustHaveIdentity(t, byID.Identity())
	mustHaveIdentity(t, byIdentity.Identity())
	if plan := byIdentity.Plan(acctest.Attributes{"common_name": "www.example.com"}); plan.Action != acctest.NoOp {
		t.Errorf("the plan is %s", plan.Action)
	}
}

func TestImport_InvalidIdentity_IsError(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for id, problem := range map[int]string{-1: `got "-1"`, 0: `got "0"`, 99: "Cannot import certificate 99: it does not exist"} {
		env.Protocol(t).Resource("tigertrust_certificate").ImportByIdentity(acctest.Attributes{"id": id}).MustFail().MustError(problem)
	}
}

func TestImport_Identity_Terraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_12_0))
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", CertificateAuthorityID: 6})
	tf := env.Terraform(t)
	tf.Plan(env.Config("import {\n  to = "+address+"\n  identity = {\n    id = 1001\n  }\n}\n"), "-generate-config-out=generated.tf").
		MustSucceed().MustPlan(address, "import")
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "import")
	mustHaveIdentity(t, any(tf.Instance(address).Identity))
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	if count := len(env.Mock.Journal().Mutations()); count != 0 {
		t.Errorf("%d requests changed something", count)
	}
}

func TestIdentity_Terraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_12_0))
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
	mustHaveIdentity(t, any(tf.Instance(address).Identity))
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, "auto_renew = false")))).MustHaveNoDiagnostics().MustPlan(address, "update")
	mustHaveIdentity(t, any(tf.Instance(address).Identity))
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, `key_type = "ECDSA"`)))).MustSucceed().MustPlan(address, "replace")
	if id := tf.Instance(address).Identity["id"]; id != acctest.ID(firstID+1) {
		t.Errorf("the identity of the replacement is %v", id)
	}
}

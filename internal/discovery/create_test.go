package discovery_test

import (
	"net/http"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestCreate_SendsConfiguredSettings(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		attributes, body string
	}{
		"nothing":    {"", `{}`},
		"everything": {"  certificate_authority_id = 6\n  auto_renew = true\n  renewal_threshold_days = 20", `{"autoRenew":true,"certificateAuthorityId":6,"renewalThresholdDays":20}`},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env, id := newEnvWithDiscovered(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(importBlock(id, test.attributes))).MustHaveNoDiagnostics()
			env.MustHaveSent(t, http.MethodPost, importPath, test.body)
			actual := mustHaveManaged(t, env, tf)
			for attribute, want := range map[string]any{
				"common_name": actual.CommonName, "serial_number": actual.SerialNumber, "fingerprint": actual.Fingerprint,
				"certificate_pem": actual.CertificatePEM, "status": actual.Status, "on_destroy": "abandon",
			} {
				if got := tf.Instance(address).Attributes[attribute]; got != want {
					t.Errorf("%s is %v, want %v", attribute, got, want)
				}
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestCreate_ImportedEarlier_Adopts(t *testing.T) {
	t.Parallel()
	for what, options := range map[string]mockserver.Options{
		"id in the error details": {},
		"id in the list":          {HideImportedID: true},
		"by fingerprint":          {HideImportedID: true, Fields: mockserver.Fields{Discovered: map[string]mockserver.FieldMode{"certificateId": mockserver.Omitted}}},
		"other HTTP status":       {HTTPStatuses: mockserver.AlternativeHTTPStatuses()},
		"settings echoed":         {Fields: mockserver.IncludeSettings()},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env, id := newEnvWithDiscovered(t, options)
			certificate, err := env.Mock.ImportDiscovered(id, 6)
			if err != nil {
				t.Fatal(err)
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(importBlock(id, "  certificate_authority_id = 6\n  auto_renew = true"))).MustSucceed().
				MustWarn(`(?s)was imported earlier.*Terraform now manages the resulting certificate`)
			if got := tf.Instance(address).Attributes["certificate_id"]; got != acctest.ID(certificate) {
				t.Errorf("adopted the certificate %v, want %d", got, certificate)
			}
			if !mustHaveManaged(t, env, tf).Settings.AutoRenew {
				t.Error("the settings were not updated")
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestCreate_LostResponse_ImportsOnce(t *testing.T) {
	t.Parallel()
	for kind, imported := range map[mockserver.FaultKind]string{
		mockserver.FaultDropAfter:   `was recovered after a lost response`,
		mockserver.FaultErrorAfter:  `was recovered after a lost response`,
		mockserver.FaultTruncated:   `was recovered after a lost response`,
		mockserver.FaultGarbage:     `was recovered after a lost response`,
		mockserver.FaultDropBefore:  "",
		mockserver.FaultErrorBefore: "",
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			env, id := newEnvWithDiscovered(t, mockserver.Options{})
			env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: importPath, Kind: kind})
			tf := env.Terraform(t)
			run := tf.Apply(env.Config(importBlock(id, ""))).MustSucceed()
			if imported == "" {
				run.MustHaveNoDiagnostics()
			} else {
				run.MustWarn(imported)
			}
			if imported := env.Mock.Summary().Imported; imported != 1 {
				t.Errorf("imported %d times", imported)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestCreate_ImportedWithOtherCA_StoresNothing(t *testing.T) {
	t.Parallel()
	env, id := newEnvWithDiscovered(t, mockserver.Options{})
	if _, err := env.Mock.ImportDiscovered(id, 5); err != nil {
		t.Fatal(err)
	}
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock(id, "  certificate_authority_id = 6"))).MustFail().
		MustError(`(?s)was imported earlier with another CA.*Its certificate authority \(CA\) is 5, not 6.*certificate_authority_id = 5`)
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state contains %+v", objects)
	}
}

func TestCreate_Rejected_NamesCause(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		discovered mockserver.DiscoveredCertificate
		attributes string
		id         int64
		want       string
	}{
		"malformed":         {mockserver.DiscoveredCertificate{CommonName: commonName, Malformed: true}, "", 0, `(?s)Could not import discovered certificate.*INVALID_CERTIFICATE.*malformed`},
		"CA not configured": {mockserver.DiscoveredCertificate{CommonName: commonName}, "  certificate_authority_id = 8", 0, `(?s)CA_NOT_CONFIGURED.*Set up the certificate authority`},
		"unknown id":        {mockserver.DiscoveredCertificate{CommonName: commonName}, "", 99, `(?s)Could not import discovered certificate 99.*404 Not Found.*data source tigertrust_discovered_certificates`},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			id := env.Mock.SeedDiscovered(test.discovered)
			if test.id != 0 {
				id = test.id
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(importBlock(id, test.attributes))).MustFail().MustError(test.want)
			if objects := tf.Instances(address); len(objects) != 0 {
				t.Errorf("the state contains %+v", objects)
			}
		})
	}
}

// TigerTrust lists the discovered certificate as imported, but not as which
// certificate.
func TestCreate_LostResponse_ImportedAsUnknown_FailsAtOnce(t *testing.T) {
	t.Parallel()
	omitted := mockserver.Omitted
	for name, fields := range map[string]map[string]mockserver.FieldMode{
		"no id":               {"certificateId": omitted, "fingerprint": omitted},
		"unknown fingerprint": {"certificateId": omitted},
	} {
		env, id := newEnvWithDiscovered(t, mockserver.Options{
			Fields: mockserver.Fields{Discovered: fields, List: map[string]mockserver.FieldMode{"fingerprint": omitted}},
		})
		env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: importPath, Kind: mockserver.FaultDropAfter})
		before := env.Clock.Now()
		env.Protocol(t).Resource("tigertrust_discovered_import").Apply(acctest.Attributes{"discovered_certificate_id": id}).
			MustFail().MustError(`(?s)lists the discovered certificate as imported.*terraform import ADDRESS \d+:CERTIFICATE_ID`)
		if waited := env.Clock.Now().Sub(before); waited != 0 {
			t.Errorf("%s: waited %s", name, waited)
		}
		if posts := len(env.SentBodies(t, http.MethodPost, "")); posts > 1 {
			t.Errorf("%s: sent %d imports", name, posts)
		}
	}
}

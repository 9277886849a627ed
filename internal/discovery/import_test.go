package discovery_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	address = "tigertrust_discovered_import.test"
	imports = "/api/discovered-certificates/*/import"
	name    = "legacy.example.com"
)

// block is the resource of most tests.
func block(discovered int64, attributes string) string {
	return fmt.Sprintf("resource \"tigertrust_discovered_import\" \"test\" {\n  discovered_certificate_id = %d\n%s\n}\n", discovered, attributes)
}

// discover starts a mock with one discovered certificate.
func discover(t *testing.T, options mockserver.Options) (*acctest.Environment, int64) {
	t.Helper()
	env := acctest.New(t, options)
	return env, env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: name})
}

// managedAs returns the certificate that the state says was made of it.
func managedAs(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) mockserver.Certificate {
	t.Helper()
	id, _ := tf.Instance(address).Attributes["certificate_id"].(float64)
	certificate, ok := env.Mock.Certificate(int64(id))
	if !ok {
		t.Fatalf("the mock has no certificate %v", id)
	}
	return certificate
}

func TestImportSendsWhatIsConfiguredAndKnowsTheCertificate(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		attributes, body string
	}{
		"nothing":    {"", `{}`},
		"everything": {"  certificate_authority_id = 6\n  auto_renew = true\n  renewal_threshold_days = 20", `{"autoRenew":true,"certificateAuthorityId":6,"renewalThresholdDays":20}`},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env, id := discover(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(block(id, test.attributes))).MustHaveNoDiagnostics()
			env.MustHaveSent(t, http.MethodPost, imports, test.body)
			actual := managedAs(t, env, tf)
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

func TestNoDiffInAnyModeOfTheServer(t *testing.T) {
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
			env, id := discover(t, options)
			tf := env.Terraform(t)
			const settings = "  certificate_authority_id = 5\n  auto_renew = true\n  renewal_threshold_days = 20"
			tf.Apply(env.Config(block(id, settings))).MustHaveNoDiagnostics()
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestImportedEarlierIsAdopted(t *testing.T) {
	t.Parallel()
	for what, options := range map[string]mockserver.Options{
		"told in the details":     {},
		"told in the list":        {HideImportedID: true},
		"found by fingerprint":    {HideImportedID: true, Fields: mockserver.Fields{Discovered: map[string]mockserver.FieldMode{"certificateId": mockserver.Omitted}}},
		"with another status":     {HTTPStatuses: mockserver.AlternativeHTTPStatuses()},
		"with settings not known": {Fields: mockserver.IncludeSettings()},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env, id := discover(t, options)
			certificate, err := env.Mock.ImportDiscovered(id, 6)
			if err != nil {
				t.Fatal(err)
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(block(id, "  certificate_authority_id = 6\n  auto_renew = true"))).MustSucceed().
				MustWarn(`(?s)was imported earlier.*Terraform now manages the resulting certificate`)
			if got := tf.Instance(address).Attributes["certificate_id"]; got != float64(certificate) {
				t.Errorf("adopted is %v, want %d", got, certificate)
			}
			if !managedAs(t, env, tf).Settings.AutoRenew {
				t.Error("the settings were not brought in line")
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestLostAnswerOfAnImportIsFoundInTheSameApply(t *testing.T) {
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
			env, id := discover(t, mockserver.Options{})
			env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: imports, Kind: kind})
			tf := env.Terraform(t)
			run := tf.Apply(env.Config(block(id, ""))).MustSucceed()
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

func TestAdoptionWithAnotherAuthorityStoresNothing(t *testing.T) {
	t.Parallel()
	env, id := discover(t, mockserver.Options{})
	if _, err := env.Mock.ImportDiscovered(id, 5); err != nil {
		t.Fatal(err)
	}
	tf := env.Terraform(t)
	tf.Apply(env.Config(block(id, "  certificate_authority_id = 6"))).MustFail().
		MustError(`(?s)was imported earlier with another CA.*Its CA is 5, not 6.*certificate_authority_id = 5`)
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state holds %+v", objects)
	}
}

func TestRefusedImportIsAnErrorAtItsAttribute(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		discovered mockserver.DiscoveredCertificate
		attributes string
		id         int64
		want       string
	}{
		"malformed":                {mockserver.DiscoveredCertificate{CommonName: name, Malformed: true}, "", 0, `(?s)Could not import discovered certificate.*INVALID_CERTIFICATE.*malformed`},
		"authority not configured": {mockserver.DiscoveredCertificate{CommonName: name}, "  certificate_authority_id = 8", 0, `(?s)CA_NOT_CONFIGURED.*Set up the certificate authority`},
		"no such discovered":       {mockserver.DiscoveredCertificate{CommonName: name}, "", 99, `(?s)Could not import discovered certificate 99.*404 Not Found.*data source tigertrust_discovered_certificates`},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			id := env.Mock.SeedDiscovered(test.discovered)
			if test.id != 0 {
				id = test.id
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(block(id, test.attributes))).MustFail().MustError(test.want)
			if objects := tf.Instances(address); len(objects) != 0 {
				t.Errorf("the state holds %+v", objects)
			}
		})
	}
}

func TestChangesUpdateOrReplace(t *testing.T) {
	t.Parallel()
	const before = "  certificate_authority_id = 5\n  auto_renew = true\n  renewal_threshold_days = 20"
	for what, test := range map[string]struct {
		after, action string
		puts          []string
	}{
		"auto_renew":        {"  certificate_authority_id = 5\n  auto_renew = false\n  renewal_threshold_days = 20", "update", []string{`{"autoRenew":false,"renewalThresholdDays":20}`}},
		"threshold":         {"  certificate_authority_id = 5\n  auto_renew = true\n  renewal_threshold_days = 10", "update", []string{`{"autoRenew":true,"renewalThresholdDays":10}`}},
		"on_destroy":        {before + "\n  on_destroy = \"revoke\"", "update", nil},
		"revocation_reason": {before + "\n  revocation_reason = \"superseded\"", "update", nil},
		"timeouts":          {before + "\n  timeouts = { create = \"1m\" }", "update", nil},
		"all removed":       {"", "", nil},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env, id := discover(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(block(id, before))).MustHaveNoDiagnostics()
			run := tf.Apply(env.Config(block(id, test.after))).MustHaveNoDiagnostics()
			if test.action == "" {
				run.MustPlan(address)
			} else {
				run.MustPlan(address, test.action)
			}
			env.MustHaveSent(t, http.MethodPut, "/api/certificates/*", test.puts...)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestAuthorityCannotChangeAfterTheImport(t *testing.T) {
	t.Parallel()
	env, id := discover(t, mockserver.Options{})
	other := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "other.example.com"})
	tf := env.Terraform(t)
	tf.Apply(env.Config(block(id, "  certificate_authority_id = 5"))).MustHaveNoDiagnostics()
	tf.Plan(env.Config(block(id, "  certificate_authority_id = 6"))).MustFail().
		MustError(`(?s)The authority of an imported certificate cannot change.*Set certificate_authority_id back`)
	tf.Apply(env.Config(block(other, "  certificate_authority_id = 6"))).MustSucceed().MustPlan(address, "replace")
}

func TestDestroyAbandonsUnlessToldToRevoke(t *testing.T) {
	t.Parallel()
	env, id := discover(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(block(id, ""))).MustHaveNoDiagnostics()
	certificate := managedAs(t, env, tf)
	env.Mock.ResetJournal()
	tf.Destroy("-refresh=false").MustSucceed().MustWarn("is left alone")
	if sent := env.Mock.Journal(); len(sent) != 0 {
		t.Errorf("%d requests were sent", len(sent))
	}

	tf.Apply(env.Config(block(id, "  on_destroy = \"revoke\"\n  revocation_reason = \"keyCompromise\""))).MustSucceed()
	tf.Destroy().MustHaveNoDiagnostics()
	env.MustHaveSent(t, http.MethodPost, "/api/certificates/*/revoke", `{"reason":"keyCompromise"}`)
	if now, _ := env.Mock.Certificate(certificate.ID); now.Status != "revoked" {
		t.Errorf("the certificate is %s", now.Status)
	}
}

func TestRevokedOutsideIsNotReplaced(t *testing.T) {
	t.Parallel()
	env, id := discover(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(block(id, ""))).MustHaveNoDiagnostics()
	if err := env.Mock.Revoke(managedAs(t, env, tf).ID, "keyCompromise"); err != nil {
		t.Fatal(err)
	}
	run := tf.Plan("").MustSucceed().MustPlan(address)
	run.MustWarn(`(?s)is revoked.*Order a tigertrust_certificate`)
}

func TestGoneIsImportedAgain(t *testing.T) {
	t.Parallel()
	env, id := discover(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(block(id, ""))).MustHaveNoDiagnostics()
	if err := env.Mock.Delete(managedAs(t, env, tf).ID); err != nil {
		t.Fatal(err)
	}
	tf.Plan("").MustSucceed().MustPlan(address, "create")
}

func TestImportStateByEitherID(t *testing.T) {
	t.Parallel()
	for what, withID := range map[string]bool{"by the discovered id": false, "by both": true} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env, id := discover(t, mockserver.Options{})
			certificate, err := env.Mock.ImportDiscovered(id, 5)
			if err != nil {
				t.Fatal(err)
			}
			importID := strconv.FormatInt(id, 10)
			if withID {
				importID = fmt.Sprintf("%d:%d", id, certificate)
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(block(id, "") + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, importID))).MustHaveNoDiagnostics()
			if got := tf.Instance(address).Attributes["certificate_id"]; got != float64(certificate) {
				t.Errorf("imported is %v, want %d", got, certificate)
			}
			if got := tf.Instance(address).Attributes["certificate_authority_id"]; got != float64(5) {
				t.Errorf("the authority is %v", got)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

func TestImportStateOfWhatIsNotImported(t *testing.T) {
	t.Parallel()
	env, id := discover(t, mockserver.Options{})
	tf := env.Terraform(t)
	for importID, want := range map[string]string{
		strconv.FormatInt(id, 10):          `is not known to be imported`,
		"one":                              `This is not the id of an imported certificate`,
		"1:x":                              `This is not the id of an imported certificate`,
		"0":                                `0 is not a positive number`,
		strconv.FormatInt(id, 10) + ":999": `There is no certificate 999 to import`,
	} {
		tf.Plan(env.Config(block(id, "") + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, importID))).MustFail().MustError("(?s)" + want)
	}
}

func TestMovedToACertificateKeepsIt(t *testing.T) {
	t.Parallel()
	// Before, nothing can move to another type.
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_8_0))
	env, id := discover(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(block(id, "  certificate_authority_id = 5\n  auto_renew = true"))).MustHaveNoDiagnostics()
	certificate := managedAs(t, env, tf)
	env.Mock.ResetJournal()

	const target = "tigertrust_certificate.moved"
	moved := fmt.Sprintf(`
resource "tigertrust_certificate" "moved" {
  common_name              = %q
  certificate_authority_id = 5
  auto_renew               = true
}
moved {
  from = tigertrust_discovered_import.test
  to   = tigertrust_certificate.moved
}
`, name)
	tf.Apply(env.Config(moved)).MustSucceed().MustPlan(target, "update")
	object := tf.Instance(target)
	if object.Attributes["id"] != float64(certificate.ID) || object.Attributes["serial_number"] != certificate.SerialNumber || object.Attributes["on_destroy"] != "revoke" {
		t.Errorf("the state holds %v", object.Attributes)
	}
	if changes := env.Mock.Journal().Mutations(); len(changes) != 0 {
		t.Errorf("the server saw %v", acctest.Requests(changes))
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(target)
}

// TestCertificateThatWasFoundTwiceIsNotRevokedWhenTheOtherOneIsImported is
// about one certificate on two hosts.
func TestCertificateThatWasFoundTwiceIsNotRevokedWhenTheOtherOneIsImported(t *testing.T) {
	t.Parallel()
	const attributes = "  on_destroy = \"revoke\"\n  lifecycle {\n    create_before_destroy = true\n  }"
	env, one := discover(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(block(one, attributes))).MustHaveNoDiagnostics()
	certificate := managedAs(t, env, tf)
	other := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: name, CertificateID: certificate.ID})
	run := tf.Apply(env.Config(block(other, attributes))).MustSucceed()
	run.MustWarn(`Without create_before_destroy, certificate .* is revoked before the other one is imported`)
	run.MustWarn(`(?s)is not revoked.*two discovered certificates were imported as this one`)
	if now := managedAs(t, env, tf); now.ID != certificate.ID || now.Status != "active" {
		t.Errorf("certificate %d is %s", now.ID, now.Status)
	}
}

func TestIgnoredSettingIsNotSent(t *testing.T) {
	t.Parallel()
	env, id := discover(t, mockserver.Options{Fields: mockserver.IncludeSettings()})
	tf := env.Terraform(t)
	const attributes = "  certificate_authority_id = 5\n  auto_renew = true\n  lifecycle {\n    ignore_changes = [auto_renew]\n  }"
	tf.Apply(env.Config(block(id, attributes))).MustHaveNoDiagnostics()
	if err := env.Mock.SetSettings(managedAs(t, env, tf).ID, func(s *mockserver.Settings) { s.AutoRenew = false }); err != nil {
		t.Fatal(err)
	}
	tf.Apply(env.Config(block(id, attributes+"\n  revocation_comments = \"x\""))).MustHaveNoDiagnostics()
	if managedAs(t, env, tf).Settings.AutoRenew {
		t.Error("what is ignored was set back")
	}
}

package certificate_test

import (
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// importBlock returns an import block.
func importBlock(id string) string {
	return "import {\n  to = " + address + "\n  id = \"" + id + "\"\n}\n"
}

// The configuration that Terraform generates for an import plans no change,
// whatever the server returns.
func TestImport_GeneratedConfig_PlansNothing(t *testing.T) {
	t.Parallel()
	plain := mockserver.Seed{CommonName: "www.example.com", CertificateAuthorityID: 6}
	leftOut := mockserver.Fields{
		Single: fieldModes(mockserver.Omitted, "subjectAlternativeNames", "issuer", "keyType", "keySize", "validFrom", "validTo", "chain", "locations"),
		List:   fieldModes(mockserver.Omitted, "subjectAlternativeNames", "issuer", "keyType", "keySize", "validFrom", "validTo", "createdAt", "renewalStatus"),
	}
	for name, test := range map[string]struct {
		options mockserver.Options
		seed    mockserver.Seed
	}{
		"as documented": {seed: plain},
		"echoed":        {options: echoSettings(), seed: plain},
		"echoed with targets": {options: echoSettings(), seed: mockserver.Seed{
			CommonName: "www.example.com", Settings: mockserver.Settings{DeploymentTargets: []string{"nginx-main"}, RenewalThresholdDays: 14},
		}},
		"left out":       {options: mockserver.Options{Fields: leftOut}, seed: plain},
		"strings as ids": {options: mockserver.Options{StringIDs: true}, seed: plain},
		"localhost":      {options: echoSettings(), seed: mockserver.Seed{CommonName: "localhost"}},
		"address":        {seed: mockserver.Seed{CommonName: "192.0.2.7", SubjectAlternativeNames: []string{"192.0.2.7", "my_host"}}},
		"DSA":            {options: echoSettings(), seed: mockserver.Seed{CommonName: "www.example.com", KeyType: "DSA", KeySize: 1024}},
		"no common name": {options: mockserver.Options{Fields: noCommonName(mockserver.Null)}, seed: mockserver.Seed{CommonName: "b.example.com", SubjectAlternativeNames: []string{"b.example.com", "a.example.com"}}},
		"CA unknown":     {seed: mockserver.Seed{CommonName: "www.example.com", CertificateAuthorityID: mockserver.NoCA}},
		"expired":        {seed: mockserver.Seed{CommonName: "www.example.com", ValidFrom: acctest.Start.Add(-100 * day), ValidTo: acctest.Start.Add(-day)}},
		"upper case":     {seed: mockserver.Seed{CommonName: "WWW.Example.com", SubjectAlternativeNames: []string{"API.Example.com"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			env.Mock.Seed(test.seed)
			tf := env.Terraform(t)
			tf.Plan(env.Config(importBlock("1001")), "-generate-config-out=generated.tf").MustSucceed().MustPlan(address, "import").
				MustNotMention("(?i)live certificate|validity period")
			tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "import")
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			if count := len(env.Mock.Journal().Mutations()); count != 0 {
				t.Errorf("%d requests changed something", count)
			}
			if test.seed.CertificateAuthorityID == 6 {
				if ca := tf.Instance(address).Attributes["certificate_authority_id"]; ca != float64(6) {
					t.Errorf("the CA is %v", ca)
				}
			}
			mustStayManageable(t, env, tf)
		})
	}
}

// noCommonName makes the API return certificates without a common name.
func noCommonName(mode mockserver.FieldMode) mockserver.Fields {
	return mockserver.Fields{Single: fieldModes(mode, "commonName"), List: fieldModes(mode, "commonName")}
}

// mustStayManageable changes a setting in the generated configuration.
func mustStayManageable(t *testing.T, env *acctest.Environment, tf *acctest.Terraform) {
	t.Helper()
	generated, err := os.ReadFile(tf.Path("generated.tf"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(strings.Fields(string(generated)), " "), `on_destroy = "abandon"`) {
		t.Errorf("the generated configuration does not abandon the certificate:\n%s", generated)
	}
	changed := changeAutoRenew(string(generated))
	if err := os.WriteFile(tf.Path("generated.tf"), []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	tf.Apply(env.Config("")).MustHaveNoDiagnostics().MustPlan(address, "update")
	if !mockCertificate(t, env, firstID).Settings.AutoRenew {
		t.Errorf("auto_renew was not changed by\n%s", changed)
	}
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	tf.Plan(env.Config("")).MustHaveNoDiagnostics().MustPlan(address)
}

// changeAutoRenew sets auto_renew, which is false, null or missing in generated
// configuration.
func changeAutoRenew(generated string) string {
	var changed []string
	for line := range strings.SplitSeq(generated, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "auto_renew ") {
			continue
		}
		changed = append(changed, line)
		if strings.HasPrefix(line, "resource ") {
			changed = append(changed, "  auto_renew = true")
		}
	}
	return strings.Join(changed, "\n")
}

func TestImport_Command_EqualsCreate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, echoSettings())
	env.Test(t,
		resource.TestStep{Config: env.Config(resourceBlock(fullConfig))},
		resource.TestStep{
			Config:            env.Config(resourceBlock(fullConfig)),
			ResourceName:      address,
			ImportState:       true,
			ImportStateVerify: true,
			// The server adds the common name to the SANs, and does not return the
			// ordered validity period. Terraform did not order what it imports.
			ImportStateVerifyIgnore: []string{"subject_alternative_names", "validity_days", "on_destroy"},
		},
	)
}

// Configured values that the server does not return are saved in the state and
// replace nothing.
func TestImport_MoreArguments_UpdatesOnly(t *testing.T) {
	t.Parallel()
	fields := mockserver.Fields{
		Single: fieldModes(mockserver.Omitted, "subjectAlternativeNames", "keyType", "keySize"),
		List:   fieldModes(mockserver.Omitted, "subjectAlternativeNames", "keyType", "keySize", "certificateAuthorityId"),
	}
	env := acctest.New(t, mockserver.Options{Fields: fields})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", ValidTo: acctest.Start.Add(60 * day)})
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock("1001") + resourceBlock(fullConfig))).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "POST", certificatesPath)
	env.MustHaveSent(t, "POST", revocationPath)
	env.MustHaveSent(t, "PUT", certificatePath, `{"autoRenew":false,"renewalThresholdDays":20,"deploymentTargets":["haproxy-lb","nginx-main"]}`)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
	if state := tf.Instance(address).Attributes; state["key_type"] != "ECDSA" || state["certificate_authority_id"] != float64(6) {
		t.Errorf("the state has %v", state)
	}
}

func TestImport_Fails_IsError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		id     string
		seed   mockserver.Seed
		fault  mockserver.FaultKind
		report string
	}{
		"words":            {id: "www.example.com", report: `Could not read certificate www\.example\.com.*id must be a number`},
		"zero":             {id: "0", report: `Invalid import ID.*got "0"`},
		"negative":         {id: "-5", report: `Invalid import ID.*got "-5"`},
		"space":            {id: " 1001", report: `Invalid import ID.*must be an ID as TigerTrust shows it, got " 1001".*terraform import ADDRESS 1045`},
		"parent folder":    {id: "..", report: `Invalid import ID.*got "\.\."`},
		"not found":        {id: "4711", report: `Cannot import certificate 4711: it does not exist.*CERTIFICATE_NOT_FOUND.*Check the ID, and check that the endpoint, API key and workspace_id`},
		"other workspace":  {id: "1001", seed: mockserver.Seed{CommonName: "www.example.com", Workspace: mockserver.OtherWorkspace}, report: `Cannot import certificate 1001: it does not exist`},
		"revoked":          {id: "1001", seed: mockserver.Seed{CommonName: "www.example.com", Status: "revoked"}, report: `Revoked certificates cannot be imported.*Certificate 1001 is revoked.*A revocation cannot be undone`},
		"a proxy's answer": {id: "1001", seed: mockserver.Seed{CommonName: "www.example.com"}, fault: mockserver.FaultProxyNotFoundHTML, report: `Could not read certificate 1001.*404 Not Found.*may come from a proxy`},
		"a proxy's JSON":   {id: "1001", seed: mockserver.Seed{CommonName: "www.example.com"}, fault: mockserver.FaultProxyNotFoundJSON, report: `Could not read certificate 1001.*404 Not Found.*may come from a proxy`},
		"key not valid":    {id: "1001", seed: mockserver.Seed{CommonName: "www.example.com"}, fault: mockserver.FaultUnauthorized, report: `Could not read certificate 1001.*401 Unauthorized.*The API key came from`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			if test.seed.CommonName != "" {
				env.Mock.Seed(test.seed)
			}
			if test.fault != "" {
				env.Mock.Inject(mockserver.Fault{Kind: test.fault, Times: mockserver.Always})
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(importBlock(test.id) + resourceBlock(minimalConfig))).MustFail().
				MustNotMention(mockserver.DefaultAPIKey).MustError("(?s)" + test.report)
			if objects := tf.Instances(address); len(objects) != 0 {
				t.Errorf("the state has %v", objects)
			}
		})
	}
}

func TestImport_PendingOrder_FillsInLater(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Status: "pending"})
	tf := env.Terraform(t)
	tf.Apply(env.Config(importBlock("1001") + resourceBlock(minimalConfig))).MustOnlyWarn(`(?s)Certificates are not issued yet.*Its status is "pending"\.`)
	if err := env.Mock.CompleteIssuance(firstID); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	mustHaveIssuedCertificate(t, tf)
}

package certificate_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const lookupType = "tigertrust_certificate"

// seedLookups adds the certificates of most tests of lookups.
func seedLookups(env *acctest.Environment) {
	seed := func(change func(*mockserver.Seed), name string) {
		seed := mockserver.Seed{CommonName: name, ValidFrom: acctest.Start.Add(-20 * day), ValidTo: acctest.Start.Add(40 * day)}
		change(&seed)
		env.Mock.Seed(seed)
	}
	seed(func(s *mockserver.Seed) {
		s.SubjectAlternativeNames = []string{"www.example.com", "192.0.2.7"}
		s.Settings = mockserver.Settings{AutoRenew: true, RenewalThresholdDays: 12, DeploymentTargets: []string{"nginx-main", "haproxy-lb"}}
		s.Locations = []mockserver.Location{
			{AgentID: "agent-b", Hostname: "b", Path: "/b"},
			{AgentID: "agent-a", Hostname: "b", Path: "/a", HasPrivateKey: true},
			{AgentID: "agent-a", Hostname: "a", Path: "/b"},
		}
	}, "www.example.com") // 1001
	seed(func(s *mockserver.Seed) { s.KeyType, s.KeySize, s.CertificateAuthorityID = "ECDSA", 256, 6 }, "two.example.com") // 1002
	seed(func(s *mockserver.Seed) { s.CreatedAt = acctest.Start.Add(-day) }, "two.example.com")                            // 1003
	seed(func(s *mockserver.Seed) { s.CreatedAt = acctest.Start.Add(-30 * day) }, "two.example.com")                       // 1004
	seed(func(s *mockserver.Seed) { s.Status = "revoked" }, "two.example.com")                                             // 1005
	seed(func(s *mockserver.Seed) { s.ValidTo = acctest.Start.Add(-time.Hour) }, "old.example.com")                        // 1006
	seed(func(*mockserver.Seed) {}, "xn--mnchen-3ya.example.com")                                                          // 1007
	seed(func(*mockserver.Seed) {}, "a.www.example.com")                                                                   // 1008
	seed(func(s *mockserver.Seed) { s.Status = "pending" }, "old.example.com")                                             // 1009
	seed(func(*mockserver.Seed) {}, "*.example.com")                                                                       // 1010
	seed(func(*mockserver.Seed) {}, "köln.example.com")                                                                    // 1011
}

func TestLookup_FindsCertificate(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{
		"as documented": {IssuanceDelay: -1},
		"echoed":        {IssuanceDelay: -1, Fields: mockserver.IncludeSettings(), StringIDs: true, NullEmptyFields: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			seedLookups(env)
			tests := map[string]struct {
				attributes string
				id         int64
				remaining  any
			}{
				"id":               {`id = 1001`, 1001, 40},
				"expired":          {`id = 1006`, 1006, -1},
				"revoked":          {`id = 1005`, 1005, 40},
				"pending":          {`id = 1009`, 1009, nil},
				"name":             {`common_name = "www.example.com"`, 1001, 40},
				"name_case":        {`common_name = "WWW.Example.com"`, 1001, 40},
				"wildcard":         {`common_name = "*.example.com"`, 1010, 40},
				"international":    {`common_name = "München.example.com"`, 1007, 40},
				"a_label":          {`common_name = "xn--mnchen-3ya.example.com"`, 1007, 40},
				"u_label_stored":   {`common_name = "köln.example.com"`, 1011, 40},
				"by_key_type":      {"common_name = \"two.example.com\"\nkey_type = \"ecdsa\"", 1002, 40},
				"by_authority":     {"common_name = \"two.example.com\"\ncertificate_authority_id = 6", 1002, 40},
				"most_recent":      {"common_name = \"two.example.com\"\nmost_recent = true", 1003, 40},
				"most_recent_of":   {"common_name = \"two.example.com\"\nmost_recent = true\nkey_type = \"ECDSA\"", 1002, 40},
				"most_recent_one":  {"common_name = \"www.example.com\"\nmost_recent = true", 1001, 40},
				"not_most_recent":  {"common_name = \"www.example.com\"\nmost_recent = false", 1001, 40},
				"fingerprint":      {fmt.Sprintf("fingerprint = %q", mockCertificate(t, env, 1005).Fingerprint), 1005, 40},
				"fingerprint_case": {fmt.Sprintf("fingerprint = upper(%q)", mockCertificate(t, env, 1006).Fingerprint), 1006, -1},
			}
			written := dataSourceBlocks{}
			for name, test := range tests {
				written[name] = test.attributes
			}
			for name, held := range written.read(t, env, lookupType) {
				test := tests[name]
				expected := maps.Collect(maps.All(attributesInMock(t, env, test.id)))
				known := mockCertificate(t, env, test.id)
				expected["days_remaining"] = test.remaining
				if known.CertificatePEM != "" {
					expected["certificate_pem"], expected["chain_pem"] = known.CertificatePEM, known.ChainPEM
					expected["full_chain_pem"] = known.CertificatePEM + known.ChainPEM
				}
				expected["auto_renew"], expected["renewal_threshold_days"], expected["deployment_targets"] = nil, nil, nil
				if options.StringIDs {
					slices.Sort(known.Settings.DeploymentTargets)
					expected["auto_renew"], expected["renewal_threshold_days"] = known.Settings.AutoRenew, known.Settings.RenewalThresholdDays
					expected["deployment_targets"] = known.Settings.DeploymentTargets
				}
				expected["locations"] = "[]"
				if test.id == 1001 {
					expected["locations"] = "[map[agent_id:agent-a has_private_key:false hostname:a path:/b] " +
						"map[agent_id:agent-a has_private_key:true hostname:b path:/a] map[agent_id:agent-b has_private_key:false hostname:b path:/b]]"
				}
				mustHaveAttributes(t, name, held, expected)
			}
		})
	}
}

// Fields that the list item contained are not requested again.
func TestLookup_SendsFewRequests(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes string
		requests   []string
	}{
		"name":        {`common_name = "www.example.com"`, []string{"GET /api/certificates", "GET /api/certificates/1001"}},
		"fingerprint": {`fingerprint = "FINGERPRINT"`, []string{"GET /api/certificates", "GET /api/certificates/1001"}},
		"id":          {`id = 1001`, []string{"GET /api/certificates/1001", "GET /api/certificates"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			seedLookups(env)
			if name == "fingerprint" {
				test.attributes = fmt.Sprintf("fingerprint = %q", mockCertificate(t, env, firstID).Fingerprint)
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config(dataSourceBlocks{"test": test.attributes}.config(lookupType))).MustHaveNoDiagnostics()
			env.MustHaveRequested(t, test.requests...)
			mustHaveAttributes(t, name, tf.Instance(lookupType+".test").Attributes, attributesInMock(t, env, firstID))
		})
	}
}

func TestLookup_NoneOrSeveral_IsError(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
	seedLookups(env)
	duplicate := mockCertificate(t, env, 1001).Fingerprint
	env.Mock.Seed(mockserver.Seed{CommonName: duplicate, Override: map[string]any{"fingerprint": duplicate, "issuer": "SHA256:\x1b[31m" + duplicate, "keyType": nil}})
	for i := range 12 {
		env.Mock.Seed(mockserver.Seed{CommonName: "many.example.com", CreatedAt: acctest.Start.Add(time.Duration(i) * time.Hour)})
	}
	tests := map[string]struct{ attributes, at, report string }{
		"id":          {`id = 4711`, "id", "(?s)Could not read certificate 4711.*CERTIFICATE_NOT_FOUND.*Check the ID"},
		"name":        {`common_name = "nobody.example.com"`, "common_name", `(?s)No matching certificate.*No certificate matches common_name = "nobody.example.com" with status active or expiring\.$`},
		"part":        {`common_name = "example.com"`, "common_name", `No matching certificate`},
		"old":         {`common_name = "old.example.com"`, "common_name", `(?s)No matching certificate.*old.example.com.*1009: RSA key,[^\n]* pending.*1006: RSA key,[^\n]* expired`},
		"two":         {`common_name = "two.example.com"`, "common_name", `(?s)Several matching.*1003: RSA key, issued by Let's Encrypt Authority X3, active, created 2026-01-14T12:00:00Z, expires 2026-02-24T12:00:00Z.*1002: ECDSA.*1004.*id.*key_type.*most_recent`},
		"key":         {"common_name = \"www.example.com\"\nkey_type = \"ECDSA\"", "common_name", `(?s)No matching.*key_type = "ECDSA".*1001: RSA`},
		"CA":          {"common_name = \"www.example.com\"\ncertificate_authority_id = 7", "common_name", `(?s)No matching.*certificate_authority_id = 7`},
		"narrowed":    {"common_name = \"two.example.com\"\nkey_type = \"RSA\"\ncertificate_authority_id = 5", "common_name", `(?s)Several matching.*1003.*1004`},
		"many":        {`common_name = "many.example.com"`, "common_name", `(?s)Several matching.*1024.*1015.*and 2 more`},
		"print":       {`fingerprint = "SHA256:00"`, "fingerprint", `No certificate matches fingerprint = "SHA256:00"\.`},
		"fingerprint": {fmt.Sprintf("fingerprint = %q", duplicate), "fingerprint", `(?s)Several matching.*1012: unknown key.*1001: .*Set id to one of them\.$`},
	}
	written := dataSourceBlocks{}
	for name, test := range tests {
		written[name] = test.attributes
	}
	run := env.Terraform(t).Plan(env.Config(written.config(lookupType))).MustFail().MustNotMention("\x1b")
	for name, test := range tests {
		mustReportAt(t, run, "data."+lookupType+"."+name, test.at, test.report)
	}
}

func TestLookup_InvalidArguments_AreErrors(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tests := map[string]struct{ attributes, report string }{
		"none":            {``, `(?s)Exactly one of.*id.*common_name.*fingerprint`},
		"id_name":         {"id = 1\ncommon_name = \"a\"", `Exactly one of`},
		"id_fingerprint":  {"id = 1\nfingerprint = \"a\"", `Exactly one of`},
		"all":             {"id = 1\nfingerprint = \"a\"\ncommon_name = \"a\"", `Exactly one of`},
		"empty_name":      {`common_name = ""`, `at least 1`},
		"empty_print":     {`fingerprint = ""`, `at least 1`},
		"id_recent":       {"id = 1\nmost_recent = true", `common_name`},
		"id_key":          {"id = 1\nkey_type = \"RSA\"", `common_name`},
		"print_authority": {"fingerprint = \"a\"\ncertificate_authority_id = 5", `common_name`},
		"empty_key":       {"common_name = \"a\"\nkey_type = \"\"", `at least 1`},
	}
	written := dataSourceBlocks{}
	for name, test := range tests {
		written[name] = test.attributes
	}
	run := env.Terraform(t).Plan(env.Config(written.config(lookupType))).MustFail()
	for name, test := range tests {
		mustReportAt(t, run, "data."+lookupType+"."+name, "", test.report)
	}
	if len(env.Mock.Journal()) != 0 {
		t.Error("the server was asked")
	}
}

// In terraform test, the id of a CA is 0 with a mock_provider. It is checked before
// a request.
func TestLookup_InvalidIDs_AreErrors(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for text, shown := range map[string]string{"0": `0`, "": ``, " 1001": ` 1001`, "1001 ": `1001 `, ".": `.`} {
		run := env.Terraform(t).Plan(env.Config(dataSourceBlocks{"id": fmt.Sprintf("id = %q", text)}.config(lookupType))).MustFail()
		mustReportAt(t, run, "data."+lookupType+".id", "id", `id must be an ID as TigerTrust shows it, got "`+shown+`"`)
	}
	run := env.Terraform(t).Plan(env.Config(dataSourceBlocks{
		"authority": "common_name = \"a\"\ncertificate_authority_id = 0",
	}.config(lookupType) + dataSourceBlocks{"authority": `certificate_authority_id = 0`}.config(listType))).MustFail()
	mustReportAt(t, run, "data."+lookupType+".authority", "certificate_authority_id", `certificate_authority_id must be at least 1, got 0`)
	mustReportAt(t, run, "data."+listType+".authority", "certificate_authority_id", `certificate_authority_id must be at least 1, got 0`)
	env.MustHaveRequested(t)
}

// Arguments that are unknown in the plan are validated in the apply.
func TestLookup_UnknownArgument_ReadsInApply(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig) + `
data "tigertrust_certificate" "late" {
  id = tigertrust_certificate.test.id
}
data "tigertrust_certificates" "late" {
  certificate_authority_id = tigertrust_certificate.test.certificate_authority_id
  status                   = tigertrust_certificate.test.status
  expires_within_days      = tigertrust_certificate.test.id
}
`)).MustHaveNoDiagnostics()
	mustHaveAttributes(t, "by id", tf.Instances(lookupType + ".late")[0].Attributes, attributesInMock(t, env, firstID))
	if ids := toIDs(tf.Instance(listType + ".late").Attributes["ids"]); !slices.Equal(ids, []int64{firstID}) {
		t.Errorf("got %v", ids)
	}
}

func TestLookup_MissingFields(t *testing.T) {
	t.Parallel()
	fields := []string{
		"issuer", "serialNumber", "subjectAlternativeNames", "validFrom", "validTo", "keySize", "status", "renewalStatus",
		"certificateAuthorityId", "createdAt", "certificate", "chain", "locations",
	}
	for name, mode := range map[string]mockserver.FieldMode{"left out": mockserver.Omitted, "null": mockserver.Null} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{
				Single: fieldModes(mode, append(fields, "commonName", "keyType", "fingerprint")...),
				List:   fieldModes(mode, fields...),
			}})
			env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", CertificateAuthorityID: 6})
			env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", CertificateAuthorityID: 5})
			written := dataSourceBlocks{
				"id":          `id = 1001`,
				"CA":          "common_name = \"www.example.com\"\ncertificate_authority_id = 6",
				"fingerprint": fmt.Sprintf("fingerprint = %q", mockCertificate(t, env, firstID).Fingerprint),
			}
			for name, held := range written.read(t, env, lookupType) {
				if held["id"] != acctest.ID(firstID) {
					t.Errorf("%s: got %v", name, held["id"])
				}
				for _, attribute := range []string{"issuer", "valid_to", "days_remaining", "locations", "certificate_pem", "status", "subject_alternative_names"} {
					if held[attribute] != nil {
						t.Errorf("%s: %s is %v", name, attribute, held[attribute])
					}
				}
			}
		})
	}
}

// A certificate that the same apply has ordered may not be readable yet.
func TestSingle_OrderedInSameApply_WaitsForIt(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{ReadDelay: 10 * time.Second})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimalConfig) + `
data "tigertrust_certificate" "test" {
  id = tigertrust_certificate.test.id
}
`)).MustHaveNoDiagnostics()
	started := env.Clock.Now()
	tf.Apply(env.Config("data \"tigertrust_certificate\" \"test\" {\n  id = \"4711\"\n}\n")).MustFail().MustError("CERTIFICATE_NOT_FOUND")
	if waited := env.Clock.Now().Sub(started); waited != 0 {
		t.Errorf("waited %s for a certificate that does not exist", waited)
	}
}

package certificate_test

import (
	"fmt"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const resourceType = "tigertrust_certificate"

// displayNames returns the display names of results.
func displayNames(found []acctest.QueryResult) []string {
	names := []string{}
	for _, one := range found {
		names = append(names, one.DisplayName)
	}
	return names
}

func TestQuery_FindsManageableCertificates(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	old := acctest.Start.AddDate(-1, 0, 0)
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", KeyType: "ECDSA", KeySize: 256, CreatedAt: old.Add(3 * day)})
	env.Mock.Seed(mockserver.Seed{CommonName: "soon.example.com", ValidFrom: acctest.Start.Add(-80 * day), ValidTo: acctest.Start.Add(10 * day), CreatedAt: old.Add(2 * day)})
	env.Mock.Seed(mockserver.Seed{CommonName: "past.example.com", ValidFrom: old, ValidTo: acctest.Start.Add(-day), CertificateAuthorityID: 6, CreatedAt: old.Add(day)})
	env.Mock.Seed(mockserver.Seed{CommonName: "leaked.example.com", Status: "revoked", CreatedAt: old})
	env.Mock.Seed(mockserver.Seed{CommonName: "failed.example.com", Status: "failed", CreatedAt: old})
	env.Mock.Seed(mockserver.Seed{CommonName: "new.example.com", Status: "pending", CreatedAt: old.Add(4 * day)})
	const (
		active, expiring, expired = "www.example.com (expires 2026-04-15)", "soon.example.com (expires 2026-01-25)", "past.example.com (expired 2026-01-14)"
		pending, revoked          = "new.example.com", "leaked.example.com (expires 2026-04-15)"
	)
	provider := env.Protocol(t)
	for name, test := range map[string]struct {
		config acctest.Attributes
		want   []string
	}{
		"all, the oldest first":  {nil, []string{expired, expiring, active, pending}},
		"active":                 {acctest.Attributes{"status": "active"}, []string{active}},
		"expiring":               {acctest.Attributes{"status": "expiring"}, []string{expiring}},
		"expired":                {acctest.Attributes{"status": "expired"}, []string{expired}},
		"revoked":                {acctest.Attributes{"status": "revoked"}, []string{revoked}},
		"a name":                 {acctest.Attributes{"search": "soon"}, []string{expiring}},
		"a name that is revoked": {acctest.Attributes{"search": "leaked"}, []string{}},
		"CA":                     {acctest.Attributes{"certificate_authority_id": 6}, []string{expired}},
		"a type of key":          {acctest.Attributes{"key_type": "ecdsa"}, []string{active}},
		"everything":             {acctest.Attributes{"key_type": "RSA", "status": "expired", "search": "example", "certificate_authority_id": 6}, []string{expired}},
	} {
		for _, whole := range []bool{false, true} {
			found, run := provider.Query(acctest.Query{TypeName: resourceType, Config: test.config, IncludeResource: whole})
			if run.MustHaveNoDiagnostics(); !slices.Equal(displayNames(found), test.want) {
				t.Errorf("%s: found was %q", name, displayNames(found))
			}
			for _, one := range found {
				if (one.Resource != nil) != whole || whole && one.Resource["id"] != one.Identity["id"] {
					t.Errorf("%s: identity %v is of %v", name, one.Identity, one.Resource)
				}
			}
		}
	}
}

func TestQuery_InvalidArguments_AreErrors(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for attribute, value := range map[string]any{"status": "new", "search": "", "certificate_authority_id": 0, "key_type": ""} {
		_, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType, Config: acctest.Attributes{attribute: value}})
		if run.MustFail(); run.Diagnostics[0].Location != fmt.Sprintf("AttributeName(%q)", attribute) {
			t.Errorf("the error is at %s", run.Diagnostics[0].Location)
		}
	}
	env.MustHaveRequested(t)
}

// seed250 adds 250 certificates. Every tenth is revoked.
func seed250(env *acctest.Environment) {
	for i := range 250 {
		seed := mockserver.Seed{CommonName: fmt.Sprintf("host-%03d.example.com", i), CreatedAt: acctest.Start.Add(-day).Add(time.Duration(i) * time.Minute)}
		if i%10 == 9 {
			seed.Status = "revoked"
		}
		env.Mock.Seed(seed)
	}
}

func TestQuery_Limit_ReadsFewPages(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		query               acctest.Query
		found, pages, reads int
	}{
		"30":                      {acctest.Query{Limit: 30}, 30, 1, 0},
		"all of a page":           {acctest.Query{Limit: 90}, 90, 1, 0},
		"one more":                {acctest.Query{Limit: 91}, 91, 2, 0},
		"Terraform's default":     {acctest.Query{Limit: 100}, 100, 2, 0},
		"all":                     {acctest.Query{Limit: 1000}, 225, 3, 0},
		"no limit":                {acctest.Query{}, 225, 3, 0},
		"30, whole":               {acctest.Query{Limit: 30, IncludeResource: true}, 30, 1, 30},
		"35, whole":               {acctest.Query{Limit: 35, IncludeResource: true}, 35, 1, 35},
		"all, whole":              {acctest.Query{Limit: 225, IncludeResource: true}, 225, 3, 225},
		"as far as somebody asks": {acctest.Query{StopAfter: 5}, 5, 1, 0},
		"whole, as far as asked":  {acctest.Query{StopAfter: 5, IncludeResource: true}, 5, 1, 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			seed250(env)
			test.query.TypeName = resourceType
			found, run := env.Protocol(t).Query(test.query)
			run.MustHaveNoDiagnostics()
			journal := env.Mock.Journal()
			if pages, reads := len(journal.Matching("GET", certificatesPath)), len(journal.Matching("GET", certificatePath)); pages != test.pages || reads != test.reads || len(found) != test.found {
				t.Errorf("found were %d with %d pages and %d reads", len(found), pages, reads)
			}
			ids := map[any]bool{}
			for _, one := range found {
				ids[one.Identity["id"]] = true
			}
			if len(ids) != test.found {
				t.Errorf("only %d of them are different", len(ids))
			}
		})
	}
}

// A page is not requested before its results are needed.
func TestQuery_StreamsResults(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seed250(env)
	env.Mock.Inject(mockserver.Fault{Method: "GET", Path: certificatesPath, Skip: 2, Times: mockserver.Always, Kind: mockserver.FaultUnauthorized})
	found, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType})
	run.MustFail().MustError("(?s)Could not list the certificates.*401")
	if len(found) != 180 {
		t.Errorf("%d were found ahead of the error", len(found))
	}
}

// The API does not document a default order, so that the query requests one.
func TestQuery_UnstableOrder_IsComplete(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{UnstableOrder: true})
	seed250(env)
	found, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType})
	run.MustHaveNoDiagnostics()
	if len(found) != 225 {
		t.Errorf("%d were found", len(found))
	}
}

// A result contains what an import would save in the state.
func TestQuery_IncludeResource_EqualsImport(t *testing.T) {
	t.Parallel()
	leftOut := mockserver.Fields{
		Single: fieldModes(mockserver.Omitted, "subjectAlternativeNames", "issuer", "keyType", "keySize", "validFrom", "validTo", "chain", "locations"),
		List:   fieldModes(mockserver.Omitted, "subjectAlternativeNames", "createdAt", "renewalStatus"),
	}
	for name, test := range map[string]struct {
		options mockserver.Options
		seed    mockserver.Seed
	}{
		"as documented": {seed: mockserver.Seed{CertificateAuthorityID: 6}},
		"echoed":        {options: echoSettings(), seed: mockserver.Seed{Settings: mockserver.Settings{AutoRenew: true, DeploymentTargets: []string{"nginx-main"}}}},
		"left out":      {options: mockserver.Options{Fields: leftOut}},
		"single responses": {
			options: mockserver.Options{Fields: mockserver.Fields{
				Single: map[string]mockserver.FieldMode{
					"certificateAuthorityId": mockserver.Included, "createdAt": mockserver.Included, "renewalStatus": mockserver.Included, "subjectAlternativeNames": mockserver.Omitted,
				},
			}},
		},
		"no common name": {options: mockserver.Options{Fields: noCommonName(mockserver.Omitted)}, seed: mockserver.Seed{SubjectAlternativeNames: []string{"www.example.com", "shop.example.com"}}},
		"pending":        {seed: mockserver.Seed{Status: "pending"}},
		"expired":        {seed: mockserver.Seed{ValidFrom: acctest.Start.Add(-100 * day), ValidTo: acctest.Start.Add(-day)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, test.options)
			test.seed.CommonName = "www.example.com"
			env.Mock.Seed(test.seed)
			provider := env.Protocol(t)
			found, run := provider.Query(acctest.Query{TypeName: resourceType, IncludeResource: true})
			run.MustHaveNoDiagnostics()
			if len(found) != 1 {
				t.Fatalf("%d were found", len(found))
			}
			imported := provider.Resource(resourceType)
			imported.ImportByIdentity(found[0].Identity).MustSucceed()
			for attribute, listed := range found[0].Resource {
				if state := imported.Attribute(attribute); !reflect.DeepEqual(listed, state) {
					t.Errorf("%s is %v in the list and %v in the state", attribute, listed, state)
				}
			}
			wantName := test.seed.CommonName
			if len(test.seed.SubjectAlternativeNames) > 0 {
				wantName = slices.Min(test.seed.SubjectAlternativeNames)
			}
			if got := imported.Attribute("common_name"); got != wantName {
				t.Errorf("the common name is %v, want %s", got, wantName)
			}
			if plan := imported.Plan(configurableAttributes(found[0].Resource)); plan.Action != acctest.NoOp {
				t.Errorf("the plan is %s", plan.Action)
			}
		})
	}
}

// configurableAttributes returns the configuration that Terraform generates for an
// object.
func configurableAttributes(object map[string]any) acctest.Attributes {
	config := acctest.Attributes{}
	for _, attribute := range []string{
		"common_name", "subject_alternative_names", "certificate_authority_id", "key_type", "key_size", "validity_days", "auto_renew", "renewal_threshold_days",
		"deployment_targets", "renewal", "on_destroy", "revocation_reason", "revocation_comments", "timeouts",
	} {
		config[attribute] = object[attribute]
	}
	return config
}

// seedThree adds three certificates, the first with firstID.
func seedThree(env *acctest.Environment) {
	for i, name := range []string{"a.example.com", "b.example.com", "c.example.com"} {
		env.Mock.Seed(mockserver.Seed{CommonName: name, CreatedAt: acctest.Start.AddDate(0, 0, i-3)})
	}
}

// Single responses may lack the fields that filters use.
func TestQuery_MissingFields_AreSelected(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{Single: fieldModes(mockserver.Omitted, "keyType", "status")}})
	seedThree(env)
	found, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType, Config: acctest.Attributes{"key_type": "RSA"}, IncludeResource: true})
	run.MustHaveNoDiagnostics()
	if len(found) != 3 {
		t.Errorf("found was %q", displayNames(found))
	}
}

func TestQuery_RevokedMeanwhile_IsLeftOut(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedThree(env)
	env.SetBeforeRequest(func(r *http.Request) {
		var err error
		switch r.URL.Path {
		case certificatesPath + "/1001":
			err = env.Mock.Delete(firstID)
		case certificatesPath + "/1002":
			err = env.Mock.Revoke(firstID+1, "keyCompromise")
		}
		if err != nil {
			t.Error(err)
		}
	})
	found, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType, IncludeResource: true})
	run.MustSucceed().MustWarn(`(?s)Listed certificate not found.*Certificate 1001 \(a\.example\.com\) is in the list`)
	if want := []string{"c.example.com (expires 2026-04-15)"}; !slices.Equal(displayNames(found), want) {
		t.Errorf("found was %q", displayNames(found))
	}
}

func TestQuery_UnreadableCertificate_Ends(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	seedThree(env)
	env.Mock.Inject(mockserver.Fault{Method: "GET", Path: certificatesPath + "/1002", Times: mockserver.Always, Kind: mockserver.FaultUnauthorized})
	found, run := env.Protocol(t).Query(acctest.Query{TypeName: resourceType, IncludeResource: true})
	run.MustFail().MustError(`(?s)Could not read certificate 1002 \(b\.example\.com\).*401`)
	if len(found) != 1 {
		t.Errorf("found was %q", displayNames(found))
	}
}

func TestQuery_GeneratedConfig_PlansNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, echoSettings())
	provider := env.Protocol(t)
	env.Mock.SeedInventory(250, 1)
	found, run := provider.Query(acctest.Query{TypeName: resourceType, Limit: 1000, IncludeResource: true})
	run.MustHaveNoDiagnostics()
	if len(found) < 200 {
		t.Fatalf("%d were found", len(found))
	}
	for _, one := range found {
		imported := provider.Resource(resourceType)
		imported.ImportByIdentity(one.Identity).MustSucceed()
		if plan := imported.Plan(configurableAttributes(one.Resource)); plan.Action != acctest.NoOp {
			t.Errorf("the plan of %s is %s", one.DisplayName, plan.Action)
		}
	}
	if count := len(env.Mock.Journal().Mutations()); count != 0 {
		t.Errorf("%d requests changed something", count)
	}
}

func TestQuery_Terraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	env := acctest.New(t, mockserver.Options{})
	seed250(env)
	tf := env.Terraform(t)
	block := func(arguments string) string {
		return "list \"tigertrust_certificate\" \"all\" {\n  provider = tigertrust\n" + arguments + "\n}\n"
	}
	run := tf.Query(env.Config(""), block("  limit = 30")).MustHaveNoDiagnostics()
	if len(run.QueryResults) != 30 || !strings.HasSuffix(run.QueryResults[0], ".example.com (expires 2026-04-15)") {
		t.Errorf("found was %q", run.QueryResults)
	}
	env.MustHaveRequested(t, "GET "+certificatesPath)

	env.Mock.ResetJournal()
	if run := tf.Query("", block("")).MustHaveNoDiagnostics(); len(run.QueryResults) != 100 {
		t.Errorf("%d were found by default", len(run.QueryResults))
	}
	env.MustHaveRequested(t, "GET "+certificatesPath, "GET "+certificatesPath)

	run = tf.Query("", block("  config {\n    status = \"revoked\"\n    search = \"host-01\"\n  }")).MustHaveNoDiagnostics()
	if !slices.Equal(run.QueryResults, []string{"host-019.example.com (expires 2026-04-15)"}) {
		t.Errorf("found was %q", run.QueryResults)
	}
	tf.Query("", block("  config {\n    status = \"new\"\n  }")).MustFail().MustError("(?s)status.*must be one of")
}

func TestQuery_GenerateAndApply_Terraform(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessVersion(t, tfversion.SkipBelow(tfversion.Version1_14_0))
	env := acctest.New(t, echoSettings())
	ids := env.Mock.SeedInventory(250, 1)
	tf := env.Terraform(t)
	run := tf.Query(env.Config(""), "list \"tigertrust_certificate\" \"all\" {\n  provider = tigertrust\n  limit    = 1000\n}\n", "-generate-config-out=generated.tf").MustHaveNoDiagnostics()
	manageable := len(ids) - countRevoked(t, env, ids)
	if len(run.QueryResults) != manageable || manageable < 200 {
		t.Fatalf("%d of %d were found", len(run.QueryResults), manageable)
	}
	applied := tf.Apply("").MustSucceed()
	if len(applied.Changes) != manageable || slices.ContainsFunc(applied.Changes, func(c acctest.Change) bool { return c.Action != "import" }) {
		t.Errorf("the changes are %v", applied.Changes)
	}
	if run := tf.Plan("").MustHaveNoDiagnostics(); len(run.Changes) != 0 {
		t.Errorf("the changes of the next plan are %v", run.Changes)
	}
	generated, err := os.ReadFile(tf.Path("generated.tf"))
	if err != nil {
		t.Fatal(err)
	}
	if count := strings.Count(string(generated), `on_destroy`); count != strings.Count(string(generated), `= "abandon"`) || count != manageable {
		t.Errorf("%d of %d certificates have on_destroy, and not all are abandoned", count, manageable)
	}
	// Without the generated configuration, the certificates stay valid.
	if err := os.Remove(tf.Path("generated.tf")); err != nil {
		t.Fatal(err)
	}
	tf.Apply("").MustOnlyWarn(abandonmentWarning, abandonedWarning)
	if count := len(env.Mock.Journal().Mutations()); count != 0 {
		t.Errorf("%d requests changed something", count)
	}
}

// countRevoked returns the number of revoked certificates.
func countRevoked(t *testing.T, env *acctest.Environment, ids []int64) int {
	t.Helper()
	count := 0
	for _, id := range ids {
		if regexp.MustCompile("revoked|failed").MatchString(mockCertificate(t, env, id).Status) {
			count++
		}
	}
	return count
}

package provider_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/sync/errgroup"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const (
	certificatesPath = "/api/certificates"
	certificatePath  = "/api/certificates/*"
)

// importFleet imports a resource for each id. It returns after the shared reads of
// the imports have expired.
func importFleet(t *testing.T, env *acctest.Environment, provider *acctest.Protocol, typeName string, ids []string) []*acctest.Resource {
	t.Helper()
	fleet := make([]*acctest.Resource, len(ids))
	inParallel(len(ids), func(i int) {
		fleet[i] = provider.Resource(typeName)
		fleet[i].Import(ids[i])
	})
	for i, resource := range fleet {
		if !resource.Exists() {
			t.Fatalf("%s is not imported", ids[i])
		}
	}
	env.Clock.Advance(time.Minute)
	env.Mock.ResetJournal()
	return fleet
}

// inParallel calls do n times, ten at a time as Terraform does.
func inParallel(n int, do func(i int)) {
	var group errgroup.Group
	group.SetLimit(10)
	for i := range n {
		group.Go(func() error {
			do(i)
			return nil
		})
	}
	_ = group.Wait()
}

func formatIDs(ids []int64, format string) []string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = fmt.Sprintf(format, id)
	}
	return texts
}

// seedCertificates seeds issued certificates.
func seedCertificates(env *acctest.Environment, n int) []int64 {
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = env.Mock.Seed(mockserver.Seed{CommonName: fmt.Sprintf("host-%04d.example.com", i), KeyType: "ECDSA", KeySize: 256})
	}
	return ids
}

func TestRefresh_ThousandCertificates_FromList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	fleet := importFleet(t, env, env.Protocol(t), "tigertrust_certificate", formatIDs(seedCertificates(env, 1000), "%d"))
	before := fleet[500].Attribute("certificate_pem")
	inParallel(len(fleet), func(i int) { fleet[i].Refresh().MustHaveNoDiagnostics() })
	if requests := len(env.Mock.Journal()); requests > 25 {
		t.Errorf("a refresh of 1000 certificates cost %d requests", requests)
	}
	if fleet[500].Attribute("certificate_pem") != before {
		t.Error("a refresh without drift changes the state")
	}
}

// Locations are in single responses only. A certificate and its deployment share
// the request.
func TestRefresh_CertificateAndDeployment_OneGET(t *testing.T) {
	t.Parallel()
	for _, bulk := range []bool{true, false} {
		t.Run(fmt.Sprintf("bulk refresh %t", bulk), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			provider := env.ProtocolWithSettings(t, acctest.Attributes{"bulk_refresh": bulk})
			ids := seedCertificates(env, 200)
			certificates := importFleet(t, env, provider, "tigertrust_certificate", formatIDs(ids, "%d"))
			deployments := importFleet(t, env, provider, "tigertrust_certificate_deployment", formatIDs(ids, "%d/agent-prod-01/nginx-main"))
			inParallel(len(ids), func(i int) {
				certificates[i].Refresh().MustHaveNoDiagnostics()
				deployments[i].Refresh().MustHaveNoDiagnostics()
			})
			journal := env.Mock.Journal()
			gets := map[string]int{}
			for _, entry := range journal.Matching(http.MethodGet, certificatePath) {
				gets[entry.Path]++
			}
			for path, count := range gets {
				if count > 1 {
					t.Errorf("%s was requested %d times", path, count)
				}
			}
			if len(gets) != len(ids) || journal.Count(http.MethodGet, certificatesPath) > 2 {
				t.Errorf("%d GETs and %d pages", len(gets), journal.Count(http.MethodGet, certificatesPath))
			}
		})
	}
}

func TestRefresh_DiscoveredImports_FromList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	var ids []int64
	for i := range 30 {
		id := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: fmt.Sprintf("host-%02d.example.com", i)})
		if _, err := env.Mock.ImportDiscovered(id, 5); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	fleet := importFleet(t, env, env.Protocol(t), "tigertrust_discovered_import", formatIDs(ids, "%d"))
	revoked := fleet[20]
	if err := env.Mock.Revoke(acctest.Number(revoked.Attribute("certificate_id")), "unspecified"); err != nil {
		t.Fatal(err)
	}
	for _, resource := range fleet {
		if resource == revoked {
			resource.Refresh().MustWarn("is revoked")
			continue
		}
		resource.Refresh().MustHaveNoDiagnostics()
	}
	if requests := len(env.Mock.Journal()); requests != 2 {
		t.Errorf("a refresh of 30 certificates cost %d requests", requests)
	}
}

func TestList_ManyPages_ReadsEachPageOnce(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.SeedInventory(2000, 1)
	server := env.Protocol(t).Server()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	listType := schemas.DataSourceSchemas["tigertrust_certificates"].ValueType()
	value, err := (&tfprotov6.RawState{JSON: []byte("{}")}).Unmarshal(listType)
	if err != nil {
		t.Fatal(err)
	}
	config, err := tfprotov6.NewDynamicValue(listType, value)
	if err != nil {
		t.Fatal(err)
	}
	read, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "tigertrust_certificates", Config: &config})
	if err != nil || len(read.Diagnostics) > 0 {
		t.Fatalf("%v, %v", err, read)
	}
	listed, err := read.State.Unmarshal(listType)
	if err != nil {
		t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	var ids []tftypes.Value
	err = listed.As(&attributes)
	if err == nil {
		err = attributes["ids"].As(&ids)
	}
	if err != nil {
		t.Fatal(err)
	}
	if requests := len(env.Mock.Journal()); len(ids) != 2000 || requests > 21 {
		t.Errorf("%d certificates cost %d requests", len(ids), requests)
	}
}

func TestRefresh_BulkRefreshSetting(t *testing.T) {
	for name, test := range map[string]struct {
		variable string
		settings acctest.Attributes
		gets     int
	}{
		"default":               {gets: 1},
		"on":                    {settings: acctest.Attributes{"bulk_refresh": true}, gets: 1},
		"off":                   {settings: acctest.Attributes{"bulk_refresh": false}, gets: 3},
		"off by variable":       {variable: "false", gets: 3},
		"on, off by variable":   {variable: "false", settings: acctest.Attributes{"bulk_refresh": true}, gets: 1},
		"off by variable, as 0": {variable: "0", gets: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TIGERTRUST_BULK_REFRESH", test.variable)
			env := acctest.New(t, mockserver.Options{})
			fleet := importFleet(t, env, env.ProtocolWithSettings(t, test.settings), "tigertrust_certificate", formatIDs(seedCertificates(env, 3), "%d"))
			for _, certificate := range fleet {
				certificate.Refresh().MustHaveNoDiagnostics()
			}
			if gets := env.Mock.Journal().Count(http.MethodGet, certificatePath); gets != test.gets {
				t.Errorf("three certificates cost %d GETs, want %d", gets, test.gets)
			}
		})
	}
}

package certificate_test

import (
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const statisticsType = "tigertrust_certificate_stats"

func TestStatistics_AreReturned(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for i, left := range []time.Duration{-1 * day, -2 * day, day, 7 * day, 8 * day, 30 * day, 31 * day, 90 * day, 91 * day, 92 * day} {
		env.Mock.Seed(mockserver.Seed{
			CommonName: "www.example.com", KeyType: []string{"RSA", "ECDSA", "RSA"}[i%3], KeySize: 2048, CertificateAuthorityID: []int64{5, 6}[i%2],
			ValidFrom: acctest.Start.Add(-9 * day), ValidTo: acctest.Start.Add(left),
		})
	}
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Status: "revoked", CertificateAuthorityID: mockserver.NoCA})
	mustHaveAttributes(t, "statistics", dataSourceBlocks{"test": ""}.read(t, env, statisticsType)["test"], map[string]any{
		"total": 11, "active": 4, "expiring_7_days": 2, "expiring_30_days": 4, "expired": 2, "revoked": 1,
		"by_authority": map[string]any{"Let's Encrypt": 5, "DigiCert": 5, "Unknown": 1},
		"by_key_type":  map[string]any{"RSA": 8, "ECDSA": 3},
	})
	env.MustHaveRequested(t, "GET /api/certificates/stats", "GET /api/certificates/stats")
}

func TestStatistics_EmptyWorkspace_AreZero(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	mustHaveAttributes(t, "statistics", dataSourceBlocks{"test": ""}.read(t, env, statisticsType)["test"], map[string]any{
		"total": 0, "active": 0, "expiring_7_days": 0, "expiring_30_days": 0, "expired": 0, "revoked": 0, "by_authority": "map[]", "by_key_type": "map[]",
	})
}

func TestStatistics_MissingFields_AreNull(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer   string
		expected map[string]any
	}{
		"nothing": {answer: `{"data":{}}`, expected: map[string]any{
			"total": nil, "active": nil, "expiring_7_days": nil, "expiring_30_days": nil, "expired": nil, "revoked": nil, "by_authority": nil, "by_key_type": nil,
		}},
		"nulls":       {answer: `{"data":{"total":null,"byAuthority":null,"byKeyType":null}}`, expected: map[string]any{"total": nil, "by_authority": nil, "by_key_type": nil}},
		"more":        {answer: `{"data":{"total":5,"pending":2,"byAuthority":{"":2},"byKeyType":{}}}`, expected: map[string]any{"total": 5, "by_authority": "map[:2]", "by_key_type": "map[]"}},
		"without map": {answer: `{"data":{"total":5,"byKeyType":{"RSA":5}}}`, expected: map[string]any{"by_authority": nil, "by_key_type": map[string]any{"RSA": 5}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := serveResponse(t, test.answer)
			mustHaveAttributes(t, name, dataSourceBlocks{"test": ""}.read(t, env, statisticsType)["test"], test.expected)
		})
	}
}

// All data sources report the cause of an error, and never the API key.
func TestDataSources_ServerError_IsReported(t *testing.T) {
	t.Parallel()
	config := dataSourceBlocks{"all": "", "soon": "expires_within_days = 30"}.config(listType) +
		dataSourceBlocks{"by_id": "id = 1001", "by_name": `common_name = "www.example.com"`}.config(lookupType) + dataSourceBlocks{"count": ""}.config(statisticsType)
	for name, test := range map[string]struct {
		fault  mockserver.Fault
		report string
	}{
		"401":         {mockserver.Fault{Kind: mockserver.FaultUnauthorized}, `401 Unauthorized.*The API key came from`},
		"500":         {mockserver.Fault{Kind: mockserver.FaultErrorBefore}, `500 Internal Server Error.*Apply again later`},
		"403":         {mockserver.Fault{Kind: mockserver.FaultErrorBefore, Status: 403}, `403 Forbidden.*type and scope`},
		"404":         {mockserver.Fault{Kind: mockserver.FaultProxyNotFoundHTML}, `404 Not Found.*may come from a proxy`},
		"garbage":     {mockserver.Fault{Kind: mockserver.FaultGarbage}, `Check that the provider's endpoint`},
		"wrong types": {mockserver.Fault{Kind: mockserver.FaultWrongTypes}, `Check that the provider's endpoint`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
			test.fault.Times = mockserver.Always
			env.Mock.Inject(test.fault)
			run := env.Terraform(t).Plan(env.ConfigWithSettings("max_retries = 0", config)).MustFail().MustNotMention(mockserver.DefaultAPIKey)
			for source, summary := range map[string]string{
				listType + ".all": "Could not list the certificates", listType + ".soon": "Could not list the certificates",
				lookupType + ".by_id": "Could not read certificate 1001", lookupType + ".by_name": "Could not look up certificate www.example.com",
				statisticsType + ".count": "Could not read the statistics",
			} {
				mustReportAt(t, run, "data."+source, "", "(?s)"+summary+".*"+test.report)
			}
		})
	}
}

package tigertrust_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/clocktest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

const certificatesPath = "/api/certificates"

// numericID returns a number of the mock server as an id.
func numericID(number int64) tigertrust.ID { return tigertrust.ID(strconv.FormatInt(number, 10)) }

// number returns the number in an id of the mock server.
func number(t *testing.T, id tigertrust.ID) int64 {
	t.Helper()
	number, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// newMock returns a mock server and its client. They share a clock.
func newMock(t *testing.T, options mockserver.Options) (*tigertrust.Client, *mockserver.Server) {
	t.Helper()
	clock := clocktest.New(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC))
	options.Now = clock.Now
	mock := mockserver.New(options)
	return newClient(t, mock, clock), mock
}

func newClient(t *testing.T, handler http.Handler, clock *clocktest.Clock) *tigertrust.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	endpoint, err := tigertrust.ParseEndpoint(server.URL + "/api")
	if err != nil {
		t.Fatal(err)
	}
	client, err := tigertrust.New(tigertrust.Config{
		Endpoint:       endpoint,
		APIKey:         mockserver.DefaultAPIKey,
		UserAgent:      "test/1.0",
		RequestTimeout: time.Minute,
		MaxRetries:     2,
		Clock:          clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// Every call of a certificate's lifecycle, on a server that accepts only requests
// that the reference documents.
func TestMock_CertificateLifecycle(t *testing.T) {
	client, mock := newMock(t, mockserver.Options{Fields: mockserver.IncludeSettings()})
	ctx := t.Context()
	must := func(step string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}

	created, err := client.CreateCertificate(ctx, tigertrust.CertificateOrder{
		CommonName:              "a.example.com",
		SubjectAlternativeNames: &[]string{"b.example.com"},
		CertificateAuthorityID:  new(tigertrust.CAID(6)),
		KeyType:                 new("ECDSA"),
		KeySize:                 new(int64(256)),
		ValidityDays:            new(int64(90)),
		AutoRenew:               new(true),
		RenewalThresholdDays:    new(int64(30)),
	}, time.Minute)
	must("create", err)
	id := created.ID
	must("update", client.UpdateCertificate(ctx, id, tigertrust.CertificateSettings{
		AutoRenew: new(false), RenewalThresholdDays: new(int64(14)), DeploymentTargets: &[]string{"nginx-main", "haproxy-lb"},
	}))
	must("deploy", client.DeployCertificate(ctx, id, tigertrust.Deployment{
		Targets: []string{"nginx-main"}, AgentID: "agent-prod-01",
	}))
	must("renew", client.RenewCertificate(ctx, id, tigertrust.Renewal{
		Method: tigertrust.RenewByAPI, DeployAfterRenewal: new(false),
	}))
	renewed, err := client.Certificate(ctx, id)
	must("get", err)
	must("revoke", client.RevokeCertificate(ctx, id, tigertrust.Revocation{
		Reason: tigertrust.ReasonSuperseded, Comments: "Replaced",
	}))
	revoked, err := client.AllCertificates(ctx, tigertrust.CertificateQuery{
		Status: tigertrust.StatusRevoked, Search: "A.Example", CertificateAuthorityID: 6,
		SortBy: tigertrust.SortByExpiresAt, Descending: true,
	})
	must("list", err)
	statistics, err := client.Statistics(ctx)
	must("statistics", err)

	state, _ := mock.Certificate(number(t, id))
	location := tigertrust.Location{
		AgentID: new("agent-prod-01"), Hostname: new("web-server-1"),
		Path: new("/etc/nginx/ssl/a.example.com.crt"), HasPrivateKey: new(true),
	}
	for name, pair := range map[string][2]any{
		"issued":               {created.Issued(), true},
		"serial number":        {*renewed.SerialNumber, state.SerialNumber},
		"renewed":              {*renewed.SerialNumber != *created.SerialNumber, true},
		"auto renew":           {*renewed.AutoRenew, false},
		"renewal threshold":    {*renewed.RenewalThresholdDays, int64(14)},
		"targets":              {len(*renewed.DeploymentTargets), 2},
		"locations":            {*renewed.Locations, []tigertrust.Location{location}},
		"revocation reason":    {state.RevocationReason, "superseded"},
		"revocation comments":  {state.RevocationComments, "Replaced"},
		"listed":               {len(revoked) == 1 && revoked[0].ID == id, true},
		"counted":              {*statistics.Total + *statistics.Revoked, int64(2)},
		"counted by key":       {statistics.ByKeyType, map[string]int64{"ECDSA": 1}},
		"counted by authority": {statistics.ByAuthority, map[string]int64{"DigiCert": 1}},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: got %v, want %v", name, pair[0], pair[1])
		}
	}
}

func TestMock_DiscoveredCertificates(t *testing.T) {
	client, mock := newMock(t, mockserver.Options{})
	ctx := t.Context()
	for range 130 {
		mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "a.example.com", Source: "network", AgentID: "agent-prod-02"})
	}
	id := mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "b.example.com", Source: "kubernetes"})

	all, err := client.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{})
	if err != nil || len(all) != 131 {
		t.Fatalf("%d listed, %v", len(all), err)
	}
	found, err := client.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{
		Imported: new(false), Source: "kubernetes", AgentID: "agent-prod-01",
	})
	if err != nil || len(found) != 1 || found[0].ID != numericID(id) || *found[0].Imported || found[0].CertificateID != nil {
		t.Fatalf("found %+v, %v", found, err)
	}

	imported, err := client.ImportDiscoveredCertificate(ctx, found[0].ID, tigertrust.DiscoveryImport{
		AutoRenew: new(true), RenewalThresholdDays: new(int64(30)), CertificateAuthorityID: new(tigertrust.CAID(5)),
	})
	if err != nil || *imported.Fingerprint != *found[0].Fingerprint {
		t.Fatalf("imported %+v, %v", imported, err)
	}
	found, err = client.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{Imported: new(true)})
	if err != nil || len(found) != 1 || !*found[0].Imported || *found[0].CertificateID != imported.ID {
		t.Errorf("found %+v, %v", found, err)
	}
}

// fields returns the names of the fields that are set, of a pointer to a struct.
func fields(value any) []string {
	var names []string
	fields := reflect.ValueOf(value).Elem()
	for i := range fields.NumField() {
		if !fields.Field(i).IsZero() {
			names = append(names, fields.Type().Field(i).Name)
		}
	}
	return names
}

// The client reads the same fields from the mock and from the examples in the
// reference. A misspelled field would be missing on one side.
func TestMock_ReturnsFieldsOfReference(t *testing.T) {
	example := func(name string) *tigertrust.Client {
		content, err := os.ReadFile(filepath.Join("..", "test", "testdata", "reference", name))
		if err != nil {
			t.Fatal(err)
		}
		return newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(content)
		}), clocktest.New(time.Time{}))
	}
	mocked, mock := newMock(t, mockserver.Options{})
	id := mock.Seed(mockserver.Seed{
		CommonName: "example.com",
		Locations: []mockserver.Location{{
			AgentID: "agent-01", Hostname: "web-server-1", Path: "/etc/nginx/ssl/server.crt", HasPrivateKey: true,
		}},
	})
	// The statistics in the reference contain no zero, so those of the mock must not
	// either.
	now := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)
	mock.Seed(mockserver.Seed{CommonName: "revoked.example.com", Status: "revoked"})
	mock.Seed(mockserver.Seed{CommonName: "soon.example.com", ValidFrom: now.AddDate(0, -1, 0), ValidTo: now.AddDate(0, 0, 3)})
	mock.Seed(mockserver.Seed{CommonName: "late.example.com", ValidFrom: now.AddDate(0, -2, 0), ValidTo: now.AddDate(0, 0, -3)})

	item := func(client *tigertrust.Client) any {
		for certificate, err := range client.ListCertificates(t.Context(), tigertrust.CertificateQuery{Search: "example.com"}) {
			if err != nil {
				t.Fatal(err)
			}
			if *certificate.CommonName == "example.com" {
				return &certificate
			}
		}
		t.Fatal("example.com is not listed")
		return nil
	}
	single := func(client *tigertrust.Client, id tigertrust.ID) *tigertrust.Certificate {
		certificate, err := client.Certificate(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return certificate
	}
	statistics := func(client *tigertrust.Client) any {
		counts, err := client.Statistics(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return counts
	}
	referenced, seeded := single(example("certificate_get_response.json"), "1"), single(mocked, numericID(id))

	for name, pair := range map[string][2]any{
		"list item":  {item(example("certificates_list_response.json")), item(mocked)},
		"single":     {referenced, seeded},
		"location":   {&(*referenced.Locations)[0], &(*seeded.Locations)[0]},
		"statistics": {statistics(example("certificate_stats_response.json")), statistics(mocked)},
	} {
		want, got := fields(pair[0]), fields(pair[1])
		if !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s: the mock returns %v\nthe reference    %v", name, got, want)
		}
	}
}

func TestMock_ErrorCodes(t *testing.T) {
	client, mock := newMock(t, mockserver.Options{RenewalDelay: -1})
	ctx := t.Context()
	revoked := numericID(mock.Seed(mockserver.Seed{CommonName: "revoked.example.com", Status: "revoked"}))
	live := numericID(mock.Seed(mockserver.Seed{CommonName: "live.example.com"}))
	malformed := numericID(mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "bad.example.com", Malformed: true}))
	byACME := tigertrust.Renewal{Method: tigertrust.RenewByACME}
	if err := client.RenewCertificate(ctx, live, byACME); err != nil {
		t.Fatal(err)
	}

	_, missing := client.Certificate(ctx, "9999")
	_, invalid := client.ImportDiscoveredCertificate(ctx, malformed, tigertrust.DiscoveryImport{})
	_, unconfigured := client.CreateCertificate(ctx, tigertrust.CertificateOrder{
		CommonName: "new.example.com", CertificateAuthorityID: new(tigertrust.CAID(8)),
	}, 0)
	for code, err := range map[tigertrust.Code]error{
		tigertrust.ErrCertificateNotFound: missing,
		tigertrust.ErrInvalidCertificate:  invalid,
		tigertrust.ErrAlreadyRevoked:      client.RevokeCertificate(ctx, revoked, tigertrust.Revocation{Reason: tigertrust.ReasonUnspecified}),
		tigertrust.ErrRenewalInProgress:   client.RenewCertificate(ctx, live, byACME),
		tigertrust.ErrCANotConfigured:     unconfigured,
		tigertrust.ErrAgentUnavailable: client.DeployCertificate(ctx, live, tigertrust.Deployment{
			Targets: []string{"envoy-edge"}, AgentID: "agent-edge-01",
		}),
	} {
		var failure *tigertrust.Error
		if !errors.Is(err, code) || !errors.As(err, &failure) {
			t.Errorf("%s: got %v", code, err)
			continue
		}
		if failure.RequestID == "" || failure.Message == "" || !failure.IsRefusal() {
			t.Errorf("%s: %+v", code, failure)
		}
	}
}

func TestMock_UnusualResponses(t *testing.T) {
	for name, options := range map[string]mockserver.Options{
		"string ids":          {StringIDs: true},
		"undocumented fields": {ExtraFields: map[string]any{"tags": []string{"a"}, "owner": map[string]any{"id": "x"}, "score": 1.5}},
		"nulls":               {NullEmptyFields: true, IssuanceDelay: -1},
		"absent":              {IssuanceDelay: -1},
		"settings echoed":     {Fields: mockserver.IncludeSettings()},
		"bare ids":            {CreateResponse: mockserver.RespondID, ChangeResponse: mockserver.RespondEmpty},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := newMock(t, options)
			created, err := client.CreateCertificate(t.Context(), tigertrust.CertificateOrder{CommonName: "a.example.com"}, 0)
			if err != nil {
				t.Fatal(err)
			}
			got, err := client.Certificate(t.Context(), created.ID)
			if err != nil || *got.CommonName != "a.example.com" || got.Issued() != (options.IssuanceDelay == 0) {
				t.Errorf("got %+v, %v", got, err)
			}
			if err := client.UpdateCertificate(t.Context(), created.ID, tigertrust.CertificateSettings{AutoRenew: new(true)}); err != nil {
				t.Error(err)
			}
			listed, err := client.AllCertificates(t.Context(), tigertrust.CertificateQuery{})
			if err != nil || len(listed) != 1 || listed[0].ID != created.ID {
				t.Errorf("listed %+v, %v", listed, err)
			}
		})
	}
}

func TestMock_AllPages(t *testing.T) {
	client, mock := newMock(t, mockserver.Options{})
	ids := mock.SeedInventory(1050, 1)
	listed, err := client.AllCertificates(t.Context(), tigertrust.CertificateQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var got []int64
	for _, certificate := range listed {
		got = append(got, number(t, certificate.ID))
	}
	slices.Sort(got)
	slices.Sort(ids)
	if !slices.Equal(got, ids) {
		t.Errorf("%d of %d certificates were listed", len(got), len(ids))
	}
	if requests := mock.Journal().Count(http.MethodGet, certificatesPath); requests != 11 {
		t.Errorf("%d requests, want 11", requests)
	}
}

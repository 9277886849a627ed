package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const orderedName = "conformance.example.com"

// orderFlags order, deploy and revoke at the mock.
var orderFlags = []string{"-order", orderedName, "-target", "nginx-main", "-agent", "agent-prod-01"}

// pollFast makes waits short for one test.
func pollFast(t *testing.T) {
	t.Helper()
	before := pollInterval
	pollInterval = 10 * time.Millisecond
	t.Cleanup(func() { pollInterval = before })
}

// mustBeRevoked checks that every certificate for the name is revoked.
func mustBeRevoked(t *testing.T, mock *mockserver.Server) {
	t.Helper()
	for _, certificate := range mock.Certificates(orderedName) {
		if certificate.Status != "revoked" {
			t.Errorf("certificate %s is %s", certificate.CommonName, certificate.Status)
		}
	}
}

// servers are ways in which a server may carry out an order.
var servers = map[string]mockserver.Options{
	"synchronous":     {},
	"asynchronous":    {IssuanceDelay: 100 * time.Millisecond, RenewalDelay: 100 * time.Millisecond, DeploymentDelay: 50 * time.Millisecond},
	"minimal":         {CreateResponse: mockserver.RespondID, ChangeResponse: mockserver.RespondID},
	"without bodies":  {CreateResponse: mockserver.RespondEmpty, ChangeResponse: mockserver.RespondEmpty, IssuanceDelay: 50 * time.Millisecond},
	"echoes settings": {Fields: mockserver.IncludeSettings()},
	"replaces":        {Fields: mockserver.IncludeSettings(), PutReplaces: true},
	"limits":          {Fields: mockserver.IncludeSettings(), MaxRenewalThresholdDays: 3},
	"new id":          {RenewUnderNewID: true, RenewalDelay: 50 * time.Millisecond},
	"lagging list":    {ListDelay: 100 * time.Millisecond, ReadDelay: 50 * time.Millisecond},
	"opaque ids":      {OpaqueIDs: true, CreateResponse: mockserver.RespondID, RenewUnderNewID: true},
	"other statuses":  {HTTPStatuses: mockserver.AlternativeHTTPStatuses()},
}

func TestOrder_AnyServer_IsRevokedAndAlike(t *testing.T) {
	pollFast(t)
	for name, options := range servers {
		t.Run(name, func(t *testing.T) {
			mock := newAccount(options)
			first := runAgainst(t, mock, orderFlags...)
			if first.exit != exitWorks {
				t.Fatalf("exit status %d\n%s%s", first.exit, first.stdout, first.stderr)
			}
			mustBeRevoked(t, mock)
			if mock.Summary().Issued == 0 {
				t.Error("nothing was issued")
			}
			again := like(t, first)
			second := runAgainst(t, again, orderFlags...)
			if first.stdout != second.stdout {
				t.Errorf("%s\n%s", difference(first.stdout, second.stdout), second.stderr)
			}
			mustBeRevoked(t, again)
		})
	}
}

func TestOrder_Observations(t *testing.T) {
	pollFast(t)
	got := runAgainst(t, newAccount(servers["asynchronous"]), orderFlags...)
	for title, want := range map[string]string{
		"order: HTTP status": "202", "order: issued": later, "order: status until issued": "pending", "order: found by a search": atOnce,
		"update: settings of the certificate": "not returned", "renewal: issued": later, "renewal: id": "the same id",
		"deployment: location": later, "revocation: status": "revoked", "error: second revocation": "409 ALREADY_REVOKED",
		"error: renewal during a renewal": "409 RENEWAL_IN_PROGRESS", "error: order from an unknown CA": "422 CA_NOT_CONFIGURED",
		"error: deployment by an unknown agent": "409 AGENT_UNAVAILABLE", "error: import of a malformed certificate": notDocumented,
	} {
		if row := got.row(t, title); row.Observed != want || row.Deviates {
			t.Errorf("got %+v, want %s", row, want)
		}
	}
	if strings.Contains(got.reportText, orderedName) || strings.Contains(got.stdout, orderedName) {
		t.Error("the report or the table contains the name")
	}
}

func TestOrder_Refused_SaysWhatToDo(t *testing.T) {
	for name, test := range map[string]struct {
		options mockserver.Options
		args    []string
		want    string
	}{
		"read-only key": {mockserver.Options{APIKeys: []mockserver.APIKey{{Name: "reader", Secret: mockserver.DefaultAPIKey, Scope: mockserver.ScopeRead}}}, []string{"-order", orderedName}, "403 FORBIDDEN\nNothing was ordered. The API key may not be permitted to order"},
		"no CA":         {mockserver.Options{CertificateAuthorities: []mockserver.CertificateAuthority{}}, []string{"-order", orderedName}, "422 CA_NOT_CONFIGURED\nNothing was ordered. Choose a name"},
		"unknown CA":    {mockserver.Options{}, []string{"-order", orderedName, "-ca", "99"}, "422 CA_NOT_CONFIGURED"},
		"invalid name":  {mockserver.Options{}, []string{"-order", "not a name"}, "400 VALIDATION_ERROR\nNothing was ordered. Choose a name"},
	} {
		mock := newAccount(test.options)
		got := runAgainst(t, mock, test.args...)
		if got.exit != exitUnknown || !strings.Contains(got.stderr, test.want) || mock.Summary().Issued != 0 {
			t.Errorf("%s: exit status %d: %s", name, got.exit, got.stderr)
		}
		if row := got.row(t, "list item: id"); row.Result != resultWorks {
			t.Errorf("%s: no table of the other points: %+v", name, row)
		}
	}
}

func TestOrder_NoAgent_ReportsDeployment(t *testing.T) {
	mock := newAccount(mockserver.Options{Agents: []mockserver.Agent{}})
	got := runAgainst(t, mock, "-order", orderedName, "-target", "nginx-main")
	if row := got.row(t, "deployment: HTTP status"); row.Observed != "rejected: 400 VALIDATION_ERROR" {
		t.Errorf("got %+v", row)
	}
	mustBeRevoked(t, mock)
}

func TestOrder_IssuanceFails_SaysSo(t *testing.T) {
	pollFast(t)
	mock := newAccount(mockserver.Options{IssuanceFails: true, IssuanceDelay: time.Millisecond})
	got := runAgainst(t, mock, "-order", orderedName)
	if got.exit != exitUnknown || !strings.Contains(got.stderr, "failed: its status is failed") {
		t.Errorf("exit status %d: %s", got.exit, got.stderr)
	}
	mustBeRevoked(t, mock)
}

// An interrupt at any time leaves no valid certificate that is not named.
func TestOrder_Interrupted_IsRevoked(t *testing.T) {
	pollFast(t)
	for name, test := range map[string]struct {
		options mockserver.Options
		// step is the number of requests between two interrupts.
		step int64
	}{
		"asynchronous":   {servers["asynchronous"], 3},
		"new id":         {servers["new id"], 1},
		"without bodies": {servers["without bodies"], 3},
	} {
		t.Run(name, func(t *testing.T) {
			for at := int64(1); interruptAt(t, test.options, at); at += test.step {
			}
		})
	}
}

// interruptAt runs an order that is interrupted at a request after the first write.
// It reports whether there was such a request.
func interruptAt(t *testing.T, options mockserver.Options, at int64) bool {
	t.Helper()
	mock := newAccount(options)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		isOrder := r.Method != http.MethodGet || len(mock.Certificates(orderedName)) > 0
		if isOrder && requests.Add(1) == at {
			interrupt()
		}
		mock.ServeHTTP(w, r)
	}))
	defer server.Close()
	got := runWith(t, ctx, map[string]string{"TIGERTRUST_ENDPOINT": server.URL + "/api", "TIGERTRUST_API_KEY": mockserver.DefaultAPIKey}, orderFlags...)
	mustBeRevoked(t, mock)
	if got.exit == exitFails || strings.Contains(got.stderr, "NOT revoked") || t.Failed() {
		t.Fatalf("interrupted at request %d: exit status %d: %s", at, got.exit, got.stderr)
	}
	return requests.Load() >= at
}

func TestOrder_RevocationFails_NamesCertificate(t *testing.T) {
	pollFast(t)
	mock := newAccount(mockserver.Options{})
	mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: "/api/certificates/*/revoke", Kind: mockserver.FaultUnauthorized, Times: mockserver.Always})
	got := runAgainst(t, mock, "-order", orderedName)
	if got.exit != exitUnknown && got.exit != exitFails || !strings.Contains(got.stderr, "for "+orderedName+" is NOT revoked: 401 UNAUTHORIZED. Revoke it in TigerTrust.") {
		t.Errorf("exit status %d: %s", got.exit, got.stderr)
	}
}

func TestOrder_LostResponse_IsFoundAndRevoked(t *testing.T) {
	pollFast(t)
	mock := newAccount(mockserver.Options{})
	mock.Inject(mockserver.Fault{Method: http.MethodPost, Path: "/api/certificates", Kind: mockserver.FaultDropAfter})
	got := runAgainst(t, mock, "-order", orderedName)
	if got.exit != exitWorks || len(mock.Certificates(orderedName)) != 1 {
		t.Errorf("exit status %d: %s", got.exit, got.stderr)
	}
	mustBeRevoked(t, mock)
}

// A server may return 200 for work that is not done yet.
func TestMockLike_StatusOfPendingWork_IsObserved(t *testing.T) {
	pollFast(t)
	mock := altered{newAccount(servers["asynchronous"]), nil, func(_ *http.Request, status int, _ object) int {
		if status == http.StatusAccepted {
			return http.StatusOK
		}
		return status
	}}
	first := runAgainst(t, mock, orderFlags...)
	if second := runAgainst(t, like(t, first), orderFlags...); first.stdout != second.stdout {
		t.Error(difference(first.stdout, second.stdout))
	}
}

package mockserver_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestFields_Modes(t *testing.T) {
	s := newMock(t, mockserver.Options{Fields: mockserver.Fields{
		Single: map[string]mockserver.FieldMode{
			"autoRenew": mockserver.Included, "fingerprint": mockserver.Omitted, "serialNumber": mockserver.Null,
			"status": mockserver.AsDocumented, "createdAt": mockserver.AsDocumented,
		},
		List: map[string]mockserver.FieldMode{"certificate": mockserver.Included},
	}})
	id := createCertificate(t, s, "a.example.com")

	single := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t)
	if single["autoRenew"] != true {
		t.Errorf("autoRenew is %v", single["autoRenew"])
	}
	if serial, included := single["serialNumber"]; !included || serial != nil {
		t.Errorf("serialNumber is %v", serial)
	}
	for field, want := range map[string]bool{"fingerprint": false, "status": true, "createdAt": false} {
		if _, included := single[field]; included != want {
			t.Errorf("%s is included: %t", field, included)
		}
	}
	item := sendOK(t, s, http.MethodGet, "/api/certificates", "").items(t)[0]
	if item["certificate"] == nil || item["fingerprint"] == nil || item["autoRenew"] != nil {
		t.Errorf("list item %v", item)
	}
}

func TestIncludeSettings(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := createCertificate(t, s, "a.example.com")
	s.Configure(func(o *mockserver.Options) { o.Fields = mockserver.IncludeSettings() })
	sendOK(t, s, http.MethodPut, certificatePath(id), `{"autoRenew":false,"renewalThresholdDays":7}`)
	for _, object := range []map[string]any{
		sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t),
		sendOK(t, s, http.MethodGet, "/api/certificates", "").items(t)[0],
	} {
		if object["autoRenew"] != false || object["renewalThresholdDays"] != 7.0 ||
			object["validityDays"] != 90.0 || toJSON(t, object["deploymentTargets"]) != "[]" {
			t.Errorf("got %v", object)
		}
	}
}

func TestFields_UnknownName_Panics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an unknown field did not panic")
		}
	}()
	newMock(t, mockserver.Options{}).Configure(func(o *mockserver.Options) { o.Fields.Single["autorenew"] = mockserver.Included })
}

func TestStringIDs_ExtraFields(t *testing.T) {
	s := newMock(t, mockserver.Options{StringIDs: true, ExtraFields: map[string]any{"tags": []string{"x"}, "owner": nil}})
	id := s.Seed(mockserver.Seed{CommonName: "a.example.com", Locations: []mockserver.Location{{AgentID: "agent-01"}}})
	item := sendOK(t, s, http.MethodGet, "/api/certificates", "").items(t)[0]
	if item["id"] != "1001" || item["certificateAuthorityId"] != "5" || toJSON(t, item["tags"]) != `["x"]` {
		t.Errorf("list item %v", item)
	}
	single := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t)
	if locations := toJSON(t, single["locations"]); locations != `[{"agentId":"agent-01","hasPrivateKey":false,"hostname":"","owner":null,"path":"","tags":["x"]}]` {
		t.Errorf("locations %s", locations)
	}
}

func TestCreateResponse_ChangeResponse(t *testing.T) {
	s := newMock(t, mockserver.Options{CreateResponse: mockserver.RespondID, ChangeResponse: mockserver.RespondEmpty})
	created := sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com"}`)
	if created.raw != `{"data":{"id":1001}}` || created.status != http.StatusCreated {
		t.Errorf("create: %d %s", created.status, created.raw)
	}
	target := certificatePath(1001)
	for _, change := range []struct{ method, target, body string }{
		{http.MethodPut, target, `{"autoRenew":true}`},
		{http.MethodPost, target + "/renew", `{"method":"acme"}`},
		{http.MethodPost, target + "/deploy", `{"targets":["nginx-main"]}`},
		{http.MethodPost, target + "/revoke", `{"reason":"superseded"}`},
	} {
		if a := sendOK(t, s, change.method, change.target, change.body); a.status != http.StatusNoContent || a.raw != "" {
			t.Errorf("%s: %d %s", change.target, a.status, a.raw)
		}
	}
	s.Configure(func(o *mockserver.Options) { o.CreateResponse = mockserver.RespondEmpty })
	if a := sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com"}`); a.status != http.StatusNoContent {
		t.Errorf("create: %d %s", a.status, a.raw)
	}
}

func TestMaxDays_CapRequest(t *testing.T) {
	s := newMock(t, mockserver.Options{MaxValidityDays: 47, MaxRenewalThresholdDays: 10, Fields: mockserver.IncludeSettings()})
	data := sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"a.example.com","validityDays":90,"renewalThresholdDays":30}`).data(t)
	if data["validityDays"] != 47.0 || data["renewalThresholdDays"] != 10.0 || data["validTo"] != "2026-04-17T12:00:00Z" {
		t.Errorf("got %v", data)
	}
}

func TestPutReplaces_ResetsOmittedSettings(t *testing.T) {
	for replaces, want := range map[bool]int{false: 1, true: 0} {
		s := newMock(t, mockserver.Options{PutReplaces: replaces})
		id := createCertificate(t, s, "a.example.com")
		sendOK(t, s, http.MethodPut, certificatePath(id), `{"deploymentTargets":["nginx-main"]}`)
		sendOK(t, s, http.MethodPut, certificatePath(id), `{"autoRenew":false}`)
		if c := storedCertificate(t, s, id); len(c.Settings.DeploymentTargets) != want || c.Settings.AutoRenew {
			t.Errorf("replaces %t: %+v", replaces, c.Settings)
		}
	}
}

func TestSetOverride_ReplacesIncludedFields(t *testing.T) {
	s := newMock(t, mockserver.Options{})
	id := s.Seed(mockserver.Seed{CommonName: "a.example.com", Override: map[string]any{
		"fingerprint": "SHA256:00", "certificate": "no PEM", "autoRenew": true,
	}})
	data := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t)
	if _, included := data["autoRenew"]; included || data["fingerprint"] != "SHA256:00" || data["certificate"] != "no PEM" {
		t.Errorf("got %v", data)
	}
	if err := s.SetOverride(id, nil); err != nil {
		t.Fatal(err)
	}
	if data := sendOK(t, s, http.MethodGet, certificatePath(id), "").data(t); data["fingerprint"] == "SHA256:00" {
		t.Errorf("got %v", data)
	}
}

func TestDefaultThreshold_BelowValidity(t *testing.T) {
	s := newMock(t, mockserver.Options{PutReplaces: true})
	found := s.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "a.example.com", ValidTo: start.Add(7 * day)})
	imported := idOf(t, sendOK(t, s, http.MethodPost, fmt.Sprintf("/api/discovered-certificates/%d/import", found), `{}`))
	ordered := idOf(t, sendOK(t, s, http.MethodPost, "/api/certificates", `{"commonName":"b.example.com","validityDays":7}`))
	seeded := s.Seed(mockserver.Seed{CommonName: "c.example.com", ValidTo: start.Add(7 * day)})
	for _, id := range []int64{imported, ordered, seeded} {
		if c := storedCertificate(t, s, id); c.Settings.RenewalThresholdDays != 6 {
			t.Errorf("%s: %+v", c.CommonName, c.Settings)
		}
		sendOK(t, s, http.MethodPut, certificatePath(id), `{}`)
		if c := storedCertificate(t, s, id); c.Settings.RenewalThresholdDays != 6 || c.Settings.AutoRenew == (id == imported) {
			t.Errorf("%s, after PUT: %+v", c.CommonName, c.Settings)
		}
	}
}

func TestConfigure_KeepsCallersOptions(t *testing.T) {
	options := mockserver.Options{
		HTTPStatuses: map[string]int{}, ExtraFields: map[string]any{}, Agents: []mockserver.Agent{{ID: "agent-01"}},
	}
	newMock(t, options).Configure(func(o *mockserver.Options) {
		o.HTTPStatuses["NOT_FOUND"], o.ExtraFields["owner"], o.Agents[0].Offline = http.StatusGone, "x", true
	})
	if len(options.HTTPStatuses) != 0 || len(options.ExtraFields) != 0 || options.Agents[0].Offline {
		t.Errorf("%+v", options)
	}
}

func TestConfigure_DuringRequests_NoRace(t *testing.T) {
	s := newMock(t, mockserver.Options{RateLimit: mockserver.RateLimit{PerSecond: 0.001}})
	var group sync.WaitGroup
	group.Go(func() {
		for range 100 {
			send(t, s, http.MethodGet, "/api/certificates", "")
		}
	})
	group.Go(func() {
		for range 100 {
			s.Configure(func(o *mockserver.Options) { o.HTTPStatuses["RATE_LIMITED"] = http.StatusServiceUnavailable })
		}
	})
	group.Wait()
}

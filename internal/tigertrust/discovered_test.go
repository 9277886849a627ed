package tigertrust

import (
	"net/http"
	"reflect"
	"testing"
)

func TestDiscovered_FieldsAreOptional(t *testing.T) {
	client, _ := newTestClient(t, serve(t, respond(http.StatusOK, `{"data":[
		{"id":7},
		{"id":"8","commonName":"a.example.com","subjectAlternativeNames":["a.example.com"],"issuer":"I","serialNumber":"01",
		 "fingerprint":"SHA256:f","validFrom":"2024-01-01T00:00:00Z","validTo":"2024-01-01T01:00:00+01:00","keyType":"RSA",
		 "keySize":2048,"source":"filesystem","agentId":"agent-01","hostname":"web","path":"/a.crt","imported":true,
		 "certificateId":"42","undocumented":[1]}
	]}`)).URL)
	got, err := client.AllDiscoveredCertificates(t.Context(), DiscoveryQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || !reflect.DeepEqual(got[0], DiscoveredCertificate{ID: "7"}) {
		t.Fatalf("got %s", encoded(t, got))
	}

	if from, to := got[1].ValidFrom, got[1].ValidTo; from == nil || to == nil || !from.Equal(testStart) || !to.Equal(testStart) {
		t.Errorf("valid from %v to %v", from, to)
	}
	got[1].ValidFrom, got[1].ValidTo = nil, nil
	want := DiscoveredCertificate{
		ID: "8", CommonName: new("a.example.com"), SubjectAlternativeNames: &[]string{"a.example.com"}, Issuer: new("I"),
		SerialNumber: new("01"), Fingerprint: new("SHA256:f"), KeyType: new("RSA"), KeySize: new(int64(2048)),
		Source: new("filesystem"), AgentID: new("agent-01"), Hostname: new("web"), Path: new("/a.crt"),
		Imported: new(true), CertificateID: new(ID("42")),
	}
	if !reflect.DeepEqual(got[1], want) {
		t.Errorf("got %s\nwant %s", encoded(t, got[1]), encoded(t, want))
	}
}

func TestDiscovered_MorePages_SendsNoLimit(t *testing.T) {
	var seen journal
	client, _ := newTestClient(t, serve(t, seen.recording(func(w http.ResponseWriter, r *http.Request) {
		body := `{"data":[{"id":1}],"pagination":{"page":1,"limit":1,"total":2,"totalPages":2}}`
		if r.URL.Query().Get("page") == "2" {
			body = `{"data":[{"id":2}],"pagination":{"page":2,"limit":1,"total":2,"totalPages":2}}`
		}
		_, _ = w.Write([]byte(body))
	})).URL)
	got, err := client.AllDiscoveredCertificates(t.Context(), DiscoveryQuery{Imported: new(true)})
	if err != nil || len(got) != 2 {
		t.Fatalf("got %v, %v", got, err)
	}
	var uris []string
	for _, request := range seen.all() {
		uris = append(uris, request.uri)
	}
	// Items can leave this list, so it is read twice.
	want := []string{"/discovered-certificates?imported=true", "/discovered-certificates?imported=true&page=2"}
	want = append(want, want...)
	if !reflect.DeepEqual(uris, want) {
		t.Errorf("requested %q, want %q", uris, want)
	}
}

package tigertrust

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// referenceCertificate returns the example in the reference, as far as "List
// Certificates" and "Get Certificate" agree.
func referenceCertificate() Certificate {
	return Certificate{
		ID:                      "1",
		CommonName:              new("example.com"),
		SubjectAlternativeNames: &[]string{"example.com", "www.example.com"},
		Issuer:                  new("Let's Encrypt Authority X3"),
		SerialNumber:            new("03:ab:cd:ef:12:34"),
		Fingerprint:             new("SHA256:abc123..."),
		ValidFrom:               &Time{time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)},
		ValidTo:                 &Time{time.Date(2024, time.April, 1, 0, 0, 0, 0, time.UTC)},
		KeyType:                 new("RSA"),
		KeySize:                 new(int64(2048)),
		Status:                  new(StatusActive),
	}
}

func TestCertificate_ReferenceResponse(t *testing.T) {
	want := referenceCertificate()
	want.CertificatePEM = new(PEM(""))
	want.ChainPEM = new(PEM(""))
	want.Locations = &[]Location{{
		AgentID:       new("agent-01"),
		Hostname:      new("web-server-1"),
		Path:          new("/etc/nginx/ssl/server.crt"),
		HasPrivateKey: new(true),
	}}

	client, _ := newTestClient(t, serve(t, respond(http.StatusOK, string(reference(t, "certificate_get_response.json")))).URL)
	for name, do := range map[string]func() (*Certificate, error){
		"get":    func() (*Certificate, error) { return client.Certificate(t.Context(), "1") },
		"create": func() (*Certificate, error) { return client.CreateCertificate(t.Context(), CertificateOrder{}, 0) },
		"import": func() (*Certificate, error) {
			return client.ImportDiscoveredCertificate(t.Context(), "1", DiscoveryImport{})
		},
	} {
		got, err := do()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(*got, want) {
			t.Errorf("%s: got %s\nwant %s", name, encoded(t, got), encoded(t, want))
		}
	}
}

func TestListCertificates_ReferenceResponse(t *testing.T) {
	want := referenceCertificate()
	want.RenewalStatus = new("pending")
	want.CertificateAuthorityID = new(CAID(5))
	want.CreatedAt = &Time{time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)}

	client, _ := newTestClient(t, serve(t, respond(http.StatusOK, string(reference(t, "certificates_list_response.json")))).URL)
	for got, err := range client.ListCertificates(t.Context(), CertificateQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %s\nwant %s", encoded(t, got), encoded(t, want))
		}
		return
	}
	t.Error("the list is empty")
}

func TestCertificate_EchoedSettings(t *testing.T) {
	client, _ := newTestClient(t, serve(t, respond(http.StatusOK,
		`{"data":{"id":1,"autoRenew":false,"renewalThresholdDays":14,"deploymentTargets":["a","b"]}}`)).URL)
	got, err := client.Certificate(t.Context(), "1")
	want := Certificate{
		ID: "1", AutoRenew: new(false), RenewalThresholdDays: new(int64(14)), DeploymentTargets: &[]string{"a", "b"},
	}
	if err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("got %s, %v", encoded(t, got), err)
	}
}

// Of a response with all fields, one field at a time is removed or null.
func TestCertificate_AbsentOrNullField_IsNil(t *testing.T) {
	full := data(t, "certificate_get_response.json")
	for key, value := range map[string]string{
		"renewalStatus": `"pending"`, "certificateAuthorityId": `5`, "createdAt": `"2024-01-01T00:00:00Z"`,
		"autoRenew": `true`, "renewalThresholdDays": `30`, "deploymentTargets": `[]`,
		"undocumented": `{"id":[7]}`,
	} {
		full[key] = json.RawMessage(value)
	}
	if missing := nilFields(decoded(t, full)); len(missing) != 0 {
		t.Fatalf("nil although returned: %v", missing)
	}
	for key, value := range full {
		if key == "id" || key == "undocumented" {
			continue
		}
		for _, replacement := range []json.RawMessage{nil, json.RawMessage("null")} {
			delete(full, key)
			if replacement != nil {
				full[key] = replacement
			}
			if missing := nilFields(decoded(t, full)); len(missing) != 1 || missing[0] != key {
				t.Errorf("%s %s: nil are %v", key, replacement, missing)
			}
		}
		full[key] = value
	}
}

func TestCertificate_EmptyField_IsNotNil(t *testing.T) {
	got := decoded(t, map[string]json.RawMessage{
		"id":                      json.RawMessage(`"1"`),
		"subjectAlternativeNames": json.RawMessage(`[]`),
		"locations":               json.RawMessage(`[]`),
		"deploymentTargets":       json.RawMessage(`[]`),
		"issuer":                  json.RawMessage(`""`),
	})
	want := Certificate{
		ID: "1", SubjectAlternativeNames: &[]string{}, Locations: &[]Location{}, DeploymentTargets: &[]string{}, Issuer: new(""),
	}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("got %s", encoded(t, got))
	}
}

// decoded returns the certificate of a response with this data.
func decoded(t *testing.T, data map[string]json.RawMessage) *Certificate {
	t.Helper()
	body := encoded(t, map[string]any{"data": data})
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusOK, body), nil })
	got, err := client.Certificate(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// nilFields returns the JSON names of the fields that are nil.
func nilFields(certificate *Certificate) []string {
	var names []string
	value := reflect.ValueOf(*certificate)
	for i := range value.NumField() {
		if field := value.Field(i); field.Kind() == reflect.Pointer && field.IsNil() {
			names = append(names, value.Type().Field(i).Tag.Get("json"))
		}
	}
	return names
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestCertificate_UndocumentedStatus_IsKept(t *testing.T) {
	got := decoded(t, map[string]json.RawMessage{"id": json.RawMessage("1"), "status": json.RawMessage(`"pending"`)})
	if !got.HasStatus("pending") || got.HasStatus(StatusActive) {
		t.Errorf("status %v", got.Status)
	}
	if (&Certificate{}).HasStatus("") {
		t.Error("a missing status equals an empty one")
	}
}

func TestIssued(t *testing.T) {
	for want, certificates := range map[bool][]Certificate{
		false: {{}, {CertificatePEM: new(PEM(""))}, {Status: new(StatusActive)}},
		true:  {{CertificatePEM: new(PEM("-----BEGIN CERTIFICATE-----"))}},
	} {
		for _, certificate := range certificates {
			if certificate.Issued() != want {
				t.Errorf("%s: want %t", encoded(t, certificate), want)
			}
		}
	}
}

func TestStatus_IgnoresCase(t *testing.T) {
	for text, want := range map[string]Status{
		"active": StatusActive, "Active": StatusActive, "EXPIRING": StatusExpiring, "Expired": StatusExpired, "rEvOkEd": StatusRevoked,
		"Pending Approval": "Pending Approval", "": "",
	} {
		var got Certificate
		if err := json.Unmarshal([]byte(`{"id":1,"status":"`+text+`"}`), &got); err != nil || got.Status == nil || *got.Status != want {
			t.Errorf("%q: got %v, %v", text, got.Status, err)
		}
	}
}

func TestIssuanceFailed(t *testing.T) {
	for want, statuses := range map[bool][]Status{
		true:  {"failed", "error", "rejected", "denied", "canceled", "cancelled", "FAILED", "Rejected"},
		false: {StatusActive, StatusExpiring, StatusExpired, StatusRevoked, "pending", "approval_pending", ""},
	} {
		for _, status := range statuses {
			if status.IssuanceFailed() != want {
				t.Errorf("%q: want %t", status, want)
			}
		}
	}
}

// One odd field hides no other one, least of all the id. A certificate without a
// readable status or PEM is of no use to a refresh.
func TestCertificate_UnreadableFields_AreAbsent(t *testing.T) {
	for field, want := range map[string]struct {
		unreadable string
		err        string
	}{
		`"keySize":"2048"`:                   {},
		`"keySize":2048.0`:                   {},
		`"keySize":""`:                       {},
		`"createdAt":"2024-01-01 00:00:00"`:  {},
		`"certificateAuthorityId":""`:        {},
		`"locations":null`:                   {},
		`"locations":[{"agentId":7}]`:        {},
		`"chain":["a","b"]`:                  {},
		`"keySize":"2048 bits"`:              {unreadable: "keySize"},
		`"createdAt":"yesterday"`:            {unreadable: "createdAt"},
		`"validTo":1711929600`:               {unreadable: "validTo"},
		`"locations":{}`:                     {unreadable: "locations"},
		`"certificateAuthorityId":{"id":5}`:  {unreadable: "certificateAuthorityId"},
		`"commonName":7`:                     {unreadable: "commonName"},
		`"subjectAlternativeNames":"a,b"`:    {unreadable: "subjectAlternativeNames"},
		`"deploymentTargets":[{"name":"a"}]`: {unreadable: "deploymentTargets"},
		`"status":1`:                         {unreadable: "status", err: `the "status" of certificate 7 is not a text`},
		`"certificate":{"pem":"a"}`:          {unreadable: "certificate", err: `the "certificate" of certificate 7 is not a text`},
		`"chain":{}`:                         {unreadable: "chain", err: `the "chain" of certificate 7 is not a text`},
	} {
		var logged []string
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			return reply(http.StatusCreated, `{"data":{"id":7,"renewalStatus":"pending",`+field+`}}`), nil
		}, func(c *Config) {
			c.OnUnreadable = func(_ context.Context, _ ID, fields []string) { logged = fields }
		})
		ordered, err := client.CreateCertificate(t.Context(), CertificateOrder{}, 0)
		if err != nil || ordered.ID != "7" || ordered.RenewalStatus == nil || strings.Join(ordered.Unreadable, " ") != want.unreadable {
			t.Errorf("%s: got %v, %v", field, ordered, err)
		}
		if strings.Join(logged, " ") != want.unreadable {
			t.Errorf("%s: logged %q", field, logged)
		}
		_, err = client.Certificate(t.Context(), "7")
		var unreadable *UnreadableResponseError
		if got := errors.As(err, &unreadable); got != (want.err != "") || got && unreadable.Err.Error() != want.err {
			t.Errorf("%s, GET: got %v", field, err)
		}
	}
}

package tigertrust

import (
	"errors"
	"net/http"
	"reflect"
	"testing"
)

func TestStatistics_ReferenceResponse(t *testing.T) {
	client, _ := newTestClient(t, serve(t, respond(http.StatusOK, string(reference(t, "certificate_stats_response.json")))).URL)
	got, err := client.Statistics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := &Statistics{
		Total: new(int64(150)), Active: new(int64(120)), Expiring7Days: new(int64(5)), Expiring30Days: new(int64(15)),
		Expired: new(int64(8)), Revoked: new(int64(7)),
		ByAuthority: map[string]int64{"Let's Encrypt": 80, "DigiCert": 40, "Self-Signed": 30},
		ByKeyType:   map[string]int64{"RSA": 100, "ECDSA": 50},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %s\nwant %s", encoded(t, got), encoded(t, want))
	}
}

func TestStatistics_AbsentField_IsNil(t *testing.T) {
	client, _ := newTestClient(t, serve(t, respond(http.StatusOK, `{"data":{"total":0,"active":null,"pending":3}}`)).URL)
	got, err := client.Statistics(t.Context())
	if err != nil || !reflect.DeepEqual(got, &Statistics{Total: new(int64(0))}) {
		t.Errorf("got %s, %v", encoded(t, got), err)
	}
}

func TestStatistics_ReadFieldByField(t *testing.T) {
	for data, want := range map[string]*Statistics{
		`{"total":"150","active":120.0,"revoked":""}`:                      {Total: new(int64(150)), Active: new(int64(120))},
		`{"total":3,"active":{},"byKeyType":[]}`:                           {Total: new(int64(3))},
		`{"total":3,"byAuthority":{"A":"2","B":1.0,"C":null}}`:             {Total: new(int64(3)), ByAuthority: map[string]int64{"A": 2, "B": 1}},
		`{"total":"3","byAuthority":{"A":"many"},"byKeyType":{"RSA":"3"}}`: {Total: new(int64(3)), ByKeyType: map[string]int64{"RSA": 3}},
	} {
		client, _ := newTestClient(t, serve(t, respond(http.StatusOK, `{"data":`+data+`}`)).URL)
		got, err := client.Statistics(t.Context())
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %s, %v", data, encoded(t, got), err)
		}
	}
}

func TestStatistics_WithoutData_IsUnreadable(t *testing.T) {
	client, _ := newTestClient(t, serve(t, respond(http.StatusOK, `{"data":null}`)).URL)
	if got, err := client.Statistics(t.Context()); got != nil || !errors.Is(err, errNoData) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestStatistics_AboutSomethingElse_AreUnreadable(t *testing.T) {
	for _, data := range []string{`{"id":1,"commonName":"a.example.com"}`, `{"total":"many","byKeyType":[]}`, `{"total":{}}`} {
		client, _ := newTestClient(t, serve(t, respond(http.StatusOK, `{"data":`+data+`}`)).URL)
		if got, err := client.Statistics(t.Context()); got != nil || !errors.Is(err, errNoStatistics) {
			t.Errorf("%s: got %v, %v", data, got, err)
		}
	}
}

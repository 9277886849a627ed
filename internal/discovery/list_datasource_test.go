package discovery_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const listType = "tigertrust_discovered_certificates"

// listBlocks returns a data source with an output for each name.
func listBlocks(sources map[string]string) string {
	var config strings.Builder
	for name, attributes := range sources {
		fmt.Fprintf(&config, "data %q %q {\n%s\n}\noutput %q {\n  value = data.%[1]s.%[2]s\n}\n", listType, name, attributes, name)
	}
	return config.String()
}

// listedIDs returns the ids of a data source in the state.
func listedIDs(state map[string]any) []int64 {
	ids := []int64{}
	list, _ := state["ids"].([]any)
	for _, id := range list {
		ids = append(ids, acctest.Number(id))
	}
	return ids
}

// readTwice reads a data source twice and returns its attributes.
func readTwice(t *testing.T, env *acctest.Environment, attributes string) map[string]any {
	t.Helper()
	tf := env.Terraform(t)
	tf.Apply(env.Config(listBlocks(map[string]string{"test": attributes}))).MustHaveNoDiagnostics()
	tf.Plan("", "-detailed-exitcode").MustHaveNoDiagnostics()
	return tf.Instance(listType + ".test").Attributes
}

func TestList_ReturnsServerValues(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{"numbers": {}, "strings": {StringIDs: true, NullEmptyFields: true, UnstableOrder: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			whole := env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{
				CommonName: "www.example.com", SubjectAlternativeNames: []string{"b.example.com", "a.example.com"}, KeyType: "ECDSA", KeySize: 256,
				ValidFrom: acctest.Start, ValidTo: acctest.Start.Add(60 * 24 * time.Hour),
				Source: "kubernetes", AgentID: "agent-k8s", Hostname: "node-1", Path: "ns/secret",
			})
			env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "broken.example.com", Malformed: true})
			certificate, err := env.Mock.ImportDiscovered(whole, 6)
			if err != nil {
				t.Fatal(err)
			}
			known, _ := env.Mock.Certificate(certificate)
			state := readTwice(t, env, "")
			expected := []map[string]any{{
				"id": whole, "common_name": "www.example.com", "subject_alternative_names": "[a.example.com b.example.com]", "issuer": known.Issuer,
				"serial_number": known.SerialNumber, "fingerprint": known.Fingerprint, "valid_from": "2026-01-15T12:00:00Z", "valid_to": "2026-03-16T12:00:00Z",
				"key_type": "ECDSA", "key_size": 256, "source": "kubernetes", "agent_id": "agent-k8s", "hostname": "node-1", "path": "ns/secret",
				"imported": true, "certificate_id": certificate,
			}, {
				"id": whole + 1, "common_name": "broken.example.com", "subject_alternative_names": nil, "issuer": nil, "serial_number": nil, "fingerprint": nil,
				"valid_from": nil, "valid_to": nil, "key_type": nil, "key_size": nil, "source": "filesystem", "agent_id": "agent-prod-01",
				"hostname": "web-server-1", "path": "/etc/ssl/certs/broken.example.com.pem", "imported": false, "certificate_id": nil,
			}}
			if got := fmt.Sprint(state["discovered_certificates"]); got != fmt.Sprint(expected) {
				t.Errorf("got\n%s\nwant\n%v", got, expected)
			}
			if ids := listedIDs(state); !slices.Equal(ids, []int64{whole, whole + 1}) {
				t.Errorf("the ids are %v", ids)
			}
		})
	}
}

func TestList_Filters(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for i, source := range []string{"filesystem", "kubernetes", "cloud", "network"} {
		env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "www.example.com", Source: source, AgentID: []string{"agent a&b", "other"}[i%2]})
	}
	if _, err := env.Mock.ImportDiscovered(1001, 0); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		attributes, query string
		ids               []int64
	}{
		"all":        {"", "", []int64{1001, 1002, 1003, 1004}},
		"imported":   {"imported = true", "imported=true", []int64{1001}},
		"open":       {"imported = false", "imported=false", []int64{1002, 1003, 1004}},
		"filesystem": {`source = "filesystem"`, "source=filesystem", []int64{1001}},
		"kubernetes": {`source = "kubernetes"`, "source=kubernetes", []int64{1002}},
		"cloud":      {`source = "cloud"`, "source=cloud", []int64{1003}},
		"network":    {`source = "network"`, "source=network", []int64{1004}},
		"agent":      {`agent_id = "agent a&b"`, "agentId=agent+a%26b", []int64{1001, 1003}},
		"unknown":    {`agent_id = "nobody"`, "agentId=nobody", []int64{}},
		"together":   {"imported = false\nsource = \"cloud\"\nagent_id = \"agent a&b\"", "agentId=agent+a%26b&imported=false&source=cloud", []int64{1003}},
	}
	written := map[string]string{}
	var expected, sent []string
	for name, test := range tests {
		written[name] = test.attributes
		expected = append(expected, test.query)
	}
	tf := env.Terraform(t)
	tf.Apply(env.Config(listBlocks(written))).MustHaveNoDiagnostics()
	for _, entry := range env.Mock.Journal() {
		sent = append(sent, entry.Query.Encode())
	}
	slices.Sort(sent)
	slices.Sort(expected)
	if !slices.Equal(sent, expected) {
		t.Errorf("sent %q", sent)
	}
	for name, test := range tests {
		if ids := listedIDs(tf.Instance(listType + "." + name).Attributes); !slices.Equal(ids, test.ids) {
			t.Errorf("%s: got %v", name, ids)
		}
	}
	tf.Plan("", "-detailed-exitcode").MustHaveNoDiagnostics()
}

func TestList_InvalidFilter_ErrorAtAttribute(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	run := env.Terraform(t).Plan(env.Config(listBlocks(map[string]string{"source": `source = "disk"`, "agent": `agent_id = ""`}))).MustFail()
	if at := run.MustError(`(?s)source.*filesystem.*kubernetes.*cloud.*network`).Location; !strings.HasPrefix(at, "source ") {
		t.Errorf("the error is at %s", at)
	}
	if at := run.MustError(`agent_id.*at least 1`).Location; !strings.HasPrefix(at, "agent_id ") {
		t.Errorf("the error is at %s", at)
	}
}

func TestList_AnySize(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 100, 101, 5000} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			seeded := []int64{}
			for i := range size {
				seeded = append(seeded, env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: fmt.Sprintf("host-%d.example.com", i)}))
			}
			tf := env.Terraform(t)
			tf.Apply(env.Config("data \"" + listType + "\" \"test\" {\n}\n")).MustHaveNoDiagnostics()
			state := tf.Instance(listType + ".test").Attributes
			items, isList := state["discovered_certificates"].([]any)
			if ids := listedIDs(state); !slices.Equal(ids, seeded) || !isList || len(items) != size {
				t.Errorf("got %d ids, %d certificates", len(ids), len(items))
			}
		})
	}
}

// An import removes an item from the filtered list and shifts the others to
// earlier pages.
func TestList_ChangesDuringRead_LosesNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	for range 120 {
		env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "www.example.com"})
	}
	var changes atomic.Int64
	env.SetBeforeRequest(func(request *http.Request) {
		if number := changes.Add(1); request.URL.Query().Get("page") == "2" && number < 6 {
			if _, err := env.Mock.ImportDiscovered(1000+number, 0); err != nil {
				t.Error(err)
			}
			env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "new.example.com"})
		}
	})
	tf := env.Terraform(t)
	tf.Apply(env.Config("data \"" + listType + "\" \"test\" {\n  imported = false\n}\n")).MustHaveNoDiagnostics()
	ids := listedIDs(tf.Instance(listType + ".test").Attributes)
	for id := int64(1006); id <= 1120; id++ {
		if !slices.Contains(ids, id) {
			t.Errorf("%d is missing", id)
		}
	}
}

// The API reference does not document the fields, so only the id is required.
func TestList_UndocumentedFields_AreOptional(t *testing.T) {
	t.Parallel()
	fields := []string{
		"commonName", "subjectAlternativeNames", "issuer", "serialNumber", "fingerprint", "validFrom", "validTo", "keyType", "keySize",
		"certificate", "source", "agentId", "hostname", "path", "discoveredAt", "imported", "certificateId",
	}
	tests := map[string]mockserver.Options{"extra": {ExtraFields: map[string]any{"port": 443}}}
	for what, mode := range map[string]mockserver.FieldMode{"left out": mockserver.Omitted, "null": mockserver.Null} {
		all := map[string]mockserver.FieldMode{}
		for _, field := range fields {
			all[field] = mode
		}
		tests["all "+what] = mockserver.Options{Fields: mockserver.Fields{Discovered: all}}
	}
	for name, options := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: "www.example.com"})
			state := readTwice(t, env, "")
			items, _ := state["discovered_certificates"].([]any)
			if len(items) != 1 {
				t.Fatalf("got %v", state)
			}
			item, _ := items[0].(map[string]any)
			for attribute, value := range item {
				if name != "extra" && attribute != "id" && value != nil {
					t.Errorf("%s is %v", attribute, value)
				}
			}
		})
	}
}

func TestList_Fails_NamesCause(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status       int
		body, report string
	}{
		"no id":   {200, `{"data":[{"id":1},{"commonName":"www.example.com"}]}`, `no "id"`},
		"null id": {200, `{"data":[{"id":null}]}`, `no "id"`},
		"no data": {200, `{}`, `contains no "data"`},
		"401":     {401, `{"error":{"code":"UNAUTHORIZED","message":"who?"}}`, `401 Unauthorized.*The API key came from`},
		"404":     {404, `<html>`, `404 Not Found.*may come from a proxy`},
		"500":     {500, `{}`, `500 Internal Server Error.*Apply again later`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.body))
			}))
			t.Cleanup(server.Close)
			env.Endpoint = server.URL + "/api"
			env.Terraform(t).Plan(env.ConfigWithSettings("max_retries = 0", listBlocks(map[string]string{"test": ""}))).MustFail().
				MustNotMention(mockserver.DefaultAPIKey).MustError("(?s)Could not list the discovered certificates.*" + test.report)
		})
	}
}

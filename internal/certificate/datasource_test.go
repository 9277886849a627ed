package certificate_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// dataSourceBlocks contains the attributes of data sources of one type by name.
type dataSourceBlocks map[string]string

func (b dataSourceBlocks) config(kind string) string {
	var config strings.Builder
	for name, attributes := range b {
		fmt.Fprintf(&config, "data %q %q {\n%s\n}\n", kind, name, attributes)
	}
	return config.String()
}

// read applies the data sources twice and returns the attributes of each from the
// state. The second apply must change nothing.
func (b dataSourceBlocks) read(t *testing.T, env *acctest.Environment, kind string) map[string]map[string]any {
	t.Helper()
	tf := env.Terraform(t)
	var outputs strings.Builder
	for name := range b {
		fmt.Fprintf(&outputs, "output %q {\n  value = data.%s.%s\n}\n", name, kind, name)
	}
	tf.Apply(env.Config(b.config(kind) + outputs.String())).MustHaveNoDiagnostics()
	journal := env.Mock.Journal()
	tf.Plan("", "-detailed-exitcode").MustHaveNoDiagnostics()
	if again := env.Mock.Journal()[len(journal):]; len(again) != len(journal) {
		t.Errorf("the second reading took %d requests, the first %d", len(again), len(journal))
	}
	states := map[string]map[string]any{}
	for name := range b {
		states[name] = tf.Instance(kind + "." + name).Attributes
	}
	return states
}

// toIDs converts a list of ids from the state.
func toIDs(value any) []int64 {
	ids := []int64{}
	list, _ := value.([]any)
	for _, id := range list {
		ids = append(ids, acctest.Number(id))
	}
	return ids
}

// mustHaveAttributes fails the test unless an object in the state has the expected
// attributes. It may have others.
func mustHaveAttributes(t *testing.T, what string, states, expected map[string]any) {
	t.Helper()
	for name, value := range expected {
		if got, want := fmt.Sprint(states[name]), fmt.Sprint(value); got != want {
			t.Errorf("%s: %s is %s, want %s", what, name, got, want)
		}
	}
}

// attributesInMock returns the attributes of a certificate in the mock that single
// and list responses contain, as in a state.
func attributesInMock(t *testing.T, env *acctest.Environment, id int64) map[string]any {
	t.Helper()
	known := mockCertificate(t, env, id)
	slices.Sort(known.SubjectAlternativeNames)
	orNull := func(text string) any {
		if text == "" {
			return nil
		}
		return text
	}
	instant := func(at time.Time) any {
		if at.IsZero() {
			return nil
		}
		return at.UTC().Format(time.RFC3339)
	}
	var ca any
	if known.CertificateAuthorityID != 0 {
		ca = known.CertificateAuthorityID
	}
	return map[string]any{
		"id":                        id,
		"common_name":               known.CommonName,
		"subject_alternative_names": known.SubjectAlternativeNames,
		"certificate_authority_id":  ca,
		"key_type":                  known.KeyType,
		"key_size":                  known.KeySize,
		"issuer":                    orNull(known.Issuer),
		"serial_number":             orNull(known.SerialNumber),
		"fingerprint":               orNull(known.Fingerprint),
		"valid_from":                instant(known.ValidFrom),
		"valid_to":                  instant(known.ValidTo),
		"status":                    known.Status,
		"renewal_status":            known.RenewalStatus,
		"created_at":                instant(known.CreatedAt),
	}
}

// mustReportAt fails the test unless an error about an object matches a pattern.
// Unless attribute is empty, the error must be at this attribute.
func mustReportAt(t *testing.T, run *acctest.Run, object, attribute, pattern string) {
	t.Helper()
	expression := regexp.MustCompile(pattern)
	var errors []string
	for _, diagnostic := range run.Diagnostics {
		if diagnostic.Address != object {
			continue
		}
		if expression.MatchString(diagnostic.Text()) && (attribute == "" || strings.HasPrefix(diagnostic.Location, attribute+" ")) {
			return
		}
		errors = append(errors, diagnostic.Location+": "+diagnostic.Text())
	}
	t.Errorf("%s has no error at %s that matches %q: %q", object, attribute, pattern, errors)
}

// listQueries returns the query strings of a journal, sorted.
func listQueries(journal mockserver.Journal) []string {
	var sent []string
	for _, entry := range journal {
		sent = append(sent, entry.Query.Encode())
	}
	slices.Sort(sent)
	return sent
}

// serveResponse starts a server that returns the same response to every request.
func serveResponse(t *testing.T, answer string) *acctest.Environment {
	t.Helper()
	env := acctest.New(t, mockserver.Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	env.Endpoint = server.URL + "/api"
	return env
}

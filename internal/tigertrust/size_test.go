package tigertrust

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// hugeSize is the size of a body with too many or too long values, in bytes. It is
// less than the largest body that the client reads.
const hugeSize = 16 << 20

// bodyOf returns a JSON body of hugeSize that repeats an element.
func bodyOf(before string, element func(int) string, after string) string {
	var body strings.Builder
	body.Grow(hugeSize + len(after))
	body.WriteString(before)
	for n := 0; body.Len() < hugeSize; n++ {
		if n > 0 {
			body.WriteByte(',')
		}
		body.WriteString(element(n))
	}
	body.WriteString(after)
	return body.String()
}

// A server must not make the provider use up the memory of the machine. The test
// compares all memory that a call allocates with the size of the responses.
func TestHugeResponses_TakeLittleMemory(t *testing.T) {
	always := func(element string) func(int) string { return func(int) string { return element } }
	numbered := func(format string) func(int) string { return func(n int) string { return fmt.Sprintf(format, n) } }
	for name, body := range map[string]string{
		"empty objects":       bodyOf(`{"data":[`, always(`{}`), `]}`),
		"small objects":       bodyOf(`{"data":[`, numbered(`{"id":%d}`), `]}`),
		"lists":               bodyOf(`{"data":[`, always(`[]`), `]}`),
		"nested lists":        `{"data":` + strings.Repeat("[", hugeSize/2) + strings.Repeat("]", hugeSize/2) + `}`,
		"nested objects":      strings.Repeat(`{"data":`, hugeSize/8),
		"names":               bodyOf(`{"data":{"id":1,"subjectAlternativeNames":[`, always(`""`), `]}}`),
		"locations":           bodyOf(`{"data":{"id":1,"locations":[`, always(`{}`), `]}}`),
		"fields":              bodyOf(`{"data":{"id":1,`, numbered(`"%d":1`), `}}`),
		"statistics":          bodyOf(`{"data":{"byAuthority":{`, numbered(`"%d":1`), `}}}`),
		"errors":              bodyOf(`{"error":{`, numbered(`"%d":1`), `}}`),
		"details":             bodyOf(`{"error":{"code":"X","details":[`, always(`1`), `]}}`),
		"outermost fields":    bodyOf(`{`, numbered(`"%d":1`), `}`),
		"a number":            `{"data":{"id":1,"keySize":` + strings.Repeat("9", hugeSize) + `}}`,
		"an id":               `{"data":{"id":` + strings.Repeat("9", hugeSize) + `}}`,
		"a text":              `{"data":{"id":1,"commonName":"` + strings.Repeat("a", hugeSize) + `"}}`,
		"a text with escapes": `{"data":{"id":1,"commonName":"` + strings.Repeat(`\t`, hugeSize/2) + `"}}`,
		"a message":           `{"error":{"code":"X","message":"` + strings.Repeat("a", hugeSize) + `"}}`,
		"a time":              `{"data":{"id":1,"validTo":"` + strings.Repeat("9", hugeSize) + `"}}`,
		"a page":              strings.Repeat("<br>", hugeSize/4),
		"commas":              strings.Repeat(",", hugeSize),
	} {
		t.Run(name, func(t *testing.T) {
			for _, call := range everyCall {
				if slices.Contains([]string{"list without a query", "get", "revoke", "statistics", "list discovered"}, call.name) {
					checkMemory(t, body, http.StatusOK, call.name, call.do)
				}
			}
			get := func(ctx context.Context, c *Client) error { _, err := c.Certificate(ctx, "1"); return err }
			checkMemory(t, body, http.StatusServiceUnavailable, "get", get)
		})
	}
}

func checkMemory(t *testing.T, body string, status int, name string, do func(context.Context, *Client) error) {
	t.Helper()
	const factor = 12
	responses := 0
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		responses++
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body))}, nil
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := do(t.Context(), client)
	runtime.ReadMemStats(&after)
	mustBePrintable(t, err)
	if times := float64(after.TotalAlloc-before.TotalAlloc) / float64(responses*len(body)); times > factor {
		t.Errorf("%d, %s: %.0f times the size of the responses (%.200v)", status, name, times, err)
	}
}

func TestList_MoreItemsThanRequested_Fails(t *testing.T) {
	items := func(n int) string { return strings.TrimSuffix(strings.Repeat(`{"commonName":"a,b"},`, n), ",") }
	for name, test := range map[string]struct {
		body, want string
	}{
		"a full page":          {`{"data":[` + items(100) + `]}`, `no "id"`},
		"one item more":        {`{"data":[` + items(101) + `]}`, "the response contains 101 items, but at most 100 were requested"},
		"more in another list": {`{"links":[` + items(5000) + `],"data":[]}`, "the response contains 5000 items, but at most 100 were requested"},
	} {
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusOK, test.body), nil })
		_, err := client.AllCertificates(t.Context(), CertificateQuery{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		return reply(http.StatusOK, `{"data":[`+items(101)+`]}`), nil
	})
	// The request does not limit the items of this list.
	if _, err := client.AllDiscoveredCertificates(t.Context(), DiscoveryQuery{}); err == nil || strings.Contains(err.Error(), "requested") {
		t.Errorf("got %v", err)
	}
}

func TestMeasure(t *testing.T) {
	for body, want := range map[string]bodySize{
		``:                                     {values: 1},
		`{}`:                                   {values: 2},
		`{"data":[]}`:                          {values: 3, longest: 6},
		`{"data":[1, -2.5e10 ,true]}`:          {values: 5, items: 3, longest: 7},
		`{"data":[[1,2],{"a":[3,4]}],"b":[5]}`: {values: 11, items: 2, longest: 6},
		`{"data":{"a":1,"b":["x","y"]}}`:       {values: 6, longest: 6},
		`{"data":["],\"},", "b"]}`:             {values: 4, items: 2, longest: 8},
		`[1,2]`:                                {values: 3, longest: 1},
		`]]]]{"a"`:                             {values: 2, longest: 3},
		`<html>Welcome</html>`:                 {values: 1, longest: 20},
		"\"\\":                                 {values: 1, longest: 2},
	} {
		if got := measure([]byte(body)); got != want {
			t.Errorf("%s: got %+v, want %+v", body, got, want)
		}
	}
}

package tigertrust

import (
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostileBodies returns bodies that an API would not send.
func hostileBodies() map[string]string {
	deep := strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000)
	return map[string]string{
		"empty":                      "",
		"null":                       "null",
		"a text":                     `"data"`,
		"null data":                  `{"data":null}`,
		"deep JSON":                  `{"data":` + deep + `}`,
		"deep JSON in another field": `{"data":{"id":1,"more":` + deep + `}}`,
		"a deep error":               `{"error":{"code":"X","details":` + deep + `}}`,
		"a message of a megabyte":    `{"error":{"code":"` + strings.Repeat("C", 1<<20) + `","message":"` + strings.Repeat("m\\u001b", 1<<18) + `"}}`,
		"NUL and bad UTF-8":          "{\"error\":{\"message\":\"a\\u0000b\xff\xfe\"}}",
		"surrogates":                 `{"error":{"message":"\ud800 \udfff"}}`,
		"bad UTF-8 in data":          "{\"data\":{\"id\":1,\"commonName\":\"a\xff\xfeb\"}}",
		"a negative id":              `{"data":{"id":-1}}`,
		"a zero id":                  `{"data":{"id":0}}`,
		"an enormous id":             `{"data":{"id":9223372036854775808}}`,
		"an id of many digits":       `{"data":{"id":` + strings.Repeat("9", 100_000) + `}}`,
		"an infinite id":             `{"data":{"id":1e400}}`,
		"a broken id":                `{"data":{"id":1.5}}`,
		"an id twice":                `{"data":{"id":1,"ID":2,"id":-3}}`,
		"wrong types":                `{"data":{"id":1,"commonName":7,"keySize":"big","validTo":{},"locations":"none"}}`,
		"an enormous key size":       `{"data":{"id":1,"keySize":1e300}}`,
		"an invalid time":            `{"data":{"id":1,"validTo":"2024-13-45T99:99:99Z"}}`,
		"two documents":              `{"data":{"id":1}}{"data":{"id":2}}`,
		"an array of nulls":          `{"data":[null,null]}`,
		"items without ids":          `{"data":[{}, {}]}`,
		"items with negative ids":    `{"data":[{"id":-1},{"id":-2}]}`,
	}
}

// Every call gets every hostile body, with statuses of success and failure.
func TestHostileResponses_FailOrAreUsable(t *testing.T) {
	for name, body := range hostileBodies() {
		for _, status := range []int{http.StatusOK, http.StatusConflict, http.StatusInternalServerError} {
			client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(status, body), nil })
			for _, call := range everyCall {
				err := call.do(t.Context(), client)
				if status != http.StatusOK && err == nil {
					t.Errorf("%s, %d, %s: no error", name, status, call.name)
				}
				mustBePrintable(t, err)
			}
			if certificate, err := client.Certificate(t.Context(), "1"); err == nil && certificate.ID == "" {
				t.Errorf("%s: certificate %q", name, certificate.ID)
			}
		}
	}
}

// mustBePrintable expects an error with a short text that is fit for a terminal.
func mustBePrintable(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	text := err.Error()
	isUnfit := strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) })
	if isUnfit || !utf8.ValidString(text) || len(text) > 5000 || strings.Contains(text, testKey) {
		t.Errorf("%d bytes: %.300q", len(text), text)
	}
}

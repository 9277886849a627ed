package tigertrust

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"
)

// failureOf returns the error of the client for a response.
func failureOf(t *testing.T, status int, header http.Header, body string) *Error {
	t.Helper()
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		response := reply(status, body)
		for name, values := range header {
			response.Header[name] = values
		}
		return response, nil
	})
	certificate, err := client.Certificate(t.Context(), "1")
	var failure *Error
	if !errors.As(err, &failure) || certificate != nil {
		t.Fatalf("%d %s gives %v, %v", status, body, certificate, err)
	}
	return failure
}

func TestError_StatusAndBody(t *testing.T) {
	const host = "api.example.com"
	tests := map[string]struct {
		status int
		body   string
		want   Error
		text   string
	}{
		"example in the reference": {
			400, string(reference(t, "error_response.json")),
			Error{Code: "ERROR_CODE", Message: "Human-readable message"},
			"400 Bad Request from api.example.com: ERROR_CODE: Human-readable message",
		},
		"details": {
			404, `{"error":{"code":"CERTIFICATE_NOT_FOUND","message":"No such certificate","details":{ "id": 42,
				"hint": "a  b" }}}`,
			Error{Code: ErrCertificateNotFound, Message: "No such certificate", Details: json.RawMessage(`{"id":42,"hint":"a  b"}`)},
			`404 Not Found from api.example.com: CERTIFICATE_NOT_FOUND: No such certificate {"id":42,"hint":"a b"}`,
		},
		"HTML page of a proxy": {
			502, "<html><head><title>502 Bad Gateway</title></head>\n<body>nginx</body></html>",
			Error{},
			"502 Bad Gateway from api.example.com",
		},
		"no body":                 {503, "", Error{IsThrottled: true}, "503 Service Unavailable from api.example.com"},
		"a status without a text": {599, "", Error{}, "599 from api.example.com"},
		"other JSON":              {404, `["not found"]`, Error{}, "404 Not Found from api.example.com"},
		"error is a text":         {404, `{"error":"not found"}`, Error{}, "404 Not Found from api.example.com"},
		"error is null":           {404, `{"error":null}`, Error{}, "404 Not Found from api.example.com"},
		"body of a success":       {500, `{"data":{"id":1}}`, Error{}, "500 Internal Server Error from api.example.com"},
		"incomplete": {
			409, `{"error":{"code":"ALREADY_REVOKED","message":"Cert`,
			Error{},
			"409 Conflict from api.example.com",
		},
		"code is a number": {
			400, `{"error":{"code":17,"message":"Seventeen"}}`,
			Error{Message: "Seventeen"},
			"400 Bad Request from api.example.com: Seventeen",
		},
		"message is a list": {
			400, `{"error":{"code":"INVALID_CERTIFICATE","message":["a","b"],"details":null}}`,
			Error{Code: ErrInvalidCertificate},
			"400 Bad Request from api.example.com: INVALID_CERTIFICATE",
		},
		"details are a list": {
			422, `{"error":{"code":"X","details":[{"field":"keySize"}]}}`,
			Error{Code: "X", Details: json.RawMessage(`[{"field":"keySize"}]`)},
			`422 Unprocessable Entity from api.example.com: X [{"field":"keySize"}]`,
		},
		"details are a text": {
			422, `{"error":{"details":"keySize"}}`,
			Error{Details: json.RawMessage(`"keySize"`)},
			`422 Unprocessable Entity from api.example.com "keySize"`,
		},
		"all empty": {
			422, `{"error":{"code":"","message":"","details":{}}}`,
			Error{},
			"422 Unprocessable Entity from api.example.com",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			want := test.want
			want.Host, want.StatusCode, want.Method, want.Attempts = host, test.status, http.MethodGet, 1
			got := failureOf(t, test.status, nil, test.body)
			if !reflect.DeepEqual(*got, want) {
				t.Errorf("got  %+v\nwant %+v", *got, want)
			}
			if got.Error() != test.text {
				t.Errorf("got  %s\nwant %s", got, test.text)
			}
		})
	}
}

func TestError_ServerText_IsPrintable(t *testing.T) {
	for sent, want := range map[string]string{
		`a\u001b[31mred\u001b[0m`:          "a[31mred[0m",
		`line one\r\n\tline two`:           "line one line two",
		`\u0000\u0007bell\u007f\u0085`:     "bell",
		`left\u202eright\u200b\u2066`:      "leftright",
		`ünï 证书 🔐`:                         "ünï 证书 🔐",
		"bad\xff\xfebytes":                 "badbytes",
		`lone \ud800 surrogate`:            "lone surrogate",
		`non\u00a0breaking\u2028separator`: "non breaking separator",
	} {
		got := failureOf(t, http.StatusBadRequest, nil, `{"error":{"code":"C","message":"`+sent+`","details":{"a":"`+sent+`"}}}`)
		if got.Message != want {
			t.Errorf("%q: message %q, want %q", sent, got.Message, want)
		}
		for _, r := range got.Error() {
			if r < ' ' || r == utf8.RuneError {
				t.Errorf("%q: %q in %q", sent, r, got.Error())
			}
		}
	}
}

func TestError_LongServerText_IsCut(t *testing.T) {
	endless := strings.Repeat("ü", 1<<20)
	got := failureOf(t, http.StatusTemporaryRedirect,
		http.Header{"X-Request-Id": {endless}, "Location": {"/" + url.PathEscape(endless)}},
		`{"error":{"code":"`+endless+`","message":"x`+endless+`","details":{"a":"`+endless+`"}}}`)
	for name, text := range map[string]struct {
		got   string
		limit int
	}{
		"code":       {string(got.Code), 100},
		"message":    {got.Message, 1000},
		"location":   {got.Location, 1000},
		"request id": {got.RequestID, 100},
	} {
		kept, cut := strings.CutSuffix(text.got, "…")
		if !cut || len(kept) > text.limit || len(kept) < text.limit-1 || !utf8.ValidString(kept) {
			t.Errorf("%s has %d bytes, want %d: %.20q…", name, len(kept), text.limit, kept)
		}
	}
}

func TestError_LongDetails_CutInTextOnly(t *testing.T) {
	got := failureOf(t, http.StatusConflict, nil, `{"error":{"details":{"a":"`+strings.Repeat("x", 1<<20)+`","certificateId":7}}}`)
	var details struct{ CertificateID ID }
	if err := json.Unmarshal(got.Details, &details); err != nil || details.CertificateID != "7" {
		t.Errorf("the details are invalid: %v", err)
	}
	if len(got.Error()) > maxDetailsLength+100 {
		t.Errorf("the text has %d bytes", len(got.Error()))
	}
}

func TestError_MessageAtLimit_IsNotCut(t *testing.T) {
	for length, cut := range map[int]bool{maxMessageLength: false, maxMessageLength + 1: true} {
		got := failureOf(t, http.StatusBadRequest, nil, `{"error":{"message":"`+strings.Repeat("x", length)+`"}}`)
		if strings.HasSuffix(got.Message, "…") != cut {
			t.Errorf("%d bytes: cut is %t", length, !cut)
		}
	}
}

func TestError_IsCode(t *testing.T) {
	codes := []Code{
		ErrCertificateNotFound, ErrInvalidCertificate, ErrAlreadyRevoked, ErrRenewalInProgress, ErrCANotConfigured, ErrAgentUnavailable,
	}
	for _, code := range codes {
		// The reference assigns no statuses to codes, so that any status of the
		// class counts.
		for _, status := range []int{307, 400, 404, 409, 410, 422, 500, 503} {
			fits := status >= 400 && status < 500
			if code == ErrCertificateNotFound {
				fits = status == 404 || status == 410
			}
			if code == ErrAgentUnavailable {
				fits = fits || status == 503
			}
			got := failureOf(t, status, nil, `{"error":{"code":"`+code.Error()+`"}}`)
			for _, other := range codes {
				if want := fits && code == other; errors.Is(got, other) != want {
					t.Errorf("%s with %d: errors.Is(%s) is %t", code, status, other, !want)
				}
			}
			if got.Code != code {
				t.Errorf("%s with %d: the code is %q", code, status, got.Code)
			}
		}
	}
	for _, body := range []string{"", "<html>", `{"error":{"code":"NOT_FOUND"}}`, `{"error":{"code":"certificate_not_found"}}`} {
		if errors.Is(failureOf(t, http.StatusNotFound, nil, body), ErrCertificateNotFound) {
			t.Errorf("404 with %q is CERTIFICATE_NOT_FOUND", body)
		}
	}
	if errors.Is(failureOf(t, http.StatusNotFound, nil, ""), io.EOF) {
		t.Error("is an error of another type")
	}
}

func TestError_NamesKeySource_HidesKey(t *testing.T) {
	echo := `{"error":{"code":"UNAUTHORIZED","message":"key ` + testKey + ` is expired","details":{"key":"` + testKey + `","` + testKey + `":1}}}`
	for status, source := range map[int]string{
		http.StatusUnauthorized:      "the test",
		http.StatusForbidden:         "the test",
		http.StatusNotFound:          "",
		http.StatusTemporaryRedirect: "",
	} {
		got := failureOf(t, status, http.Header{
			"Location":     {"https://login.example.com/?key=" + testKey},
			"X-Request-Id": {"r-" + testKey},
		}, echo)
		if got.APIKeySource != source {
			t.Errorf("%d: source %q, want %q", status, got.APIKeySource, source)
		}
		for _, text := range []string{got.Error(), string(got.Code), got.Message, string(got.Details), got.Location, got.RequestID} {
			if strings.Contains(text, testKey) {
				t.Errorf("%d: %q contains the key", status, text)
			}
		}
		if !strings.Contains(got.Message, "is expired") {
			t.Errorf("%d: the message is lost: %q", status, got.Message)
		}
	}
}

func TestError_KeyAtCut_IsHidden(t *testing.T) {
	got := failureOf(t, http.StatusBadRequest, nil, `{"error":{"message":"`+strings.Repeat("x", maxMessageLength-5)+testKey+`"}}`)
	if strings.Contains(got.Message, testKey[:5]) {
		t.Errorf("%q contains a part of the key", got.Message[len(got.Message)-30:])
	}
}

func TestError_RequestID(t *testing.T) {
	for name, header := range map[string]http.Header{
		"r-1": {"X-Request-Id": {"r-1"}, "Cf-Ray": {"ray"}},
		"c-1": {"X-Correlation-Id": {"c-1"}},
		"a-1": {"X-Amzn-Requestid": {"a-1"}},
		"ray": {"Cf-Ray": {"ray"}},
		"":    {"X-Request-Id": {""}, "X-Other": {"x"}},
	} {
		if got := failureOf(t, http.StatusBadRequest, header, "").RequestID; got != name {
			t.Errorf("%v: request id %q, want %q", header, got, name)
		}
	}
}

func TestRedirect_IsNotFollowed(t *testing.T) {
	var reached atomic.Int32
	other := serve(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })

	for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
		var seen journal
		client, _ := newTestClient(t, serve(t, seen.recording(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", other.URL+"/elsewhere")
			w.WriteHeader(status)
		})).URL, withRetries(3))

		_, get := client.Certificate(t.Context(), "1")
		_, create := client.CreateCertificate(t.Context(), CertificateOrder{}, 0)
		for _, err := range []error{get, create, client.UpdateCertificate(t.Context(), "1", CertificateSettings{})} {
			var failure *Error
			if !errors.As(err, &failure) || failure.StatusCode != status || failure.Location != other.URL+"/elsewhere" {
				t.Errorf("%d: got %v", status, err)
			} else if !strings.HasSuffix(err.Error(), ": redirect to "+other.URL+"/elsewhere, which is not followed") {
				t.Errorf("%d: got %v", status, err)
			}
		}
		if sent := len(seen.all()); sent != 3 {
			t.Errorf("%d: %d requests, want one for each call", status, sent)
		}
	}
	if reached.Load() != 0 {
		t.Error("a redirect was followed")
	}
}

func TestRedirect_WithoutLocation(t *testing.T) {
	got := failureOf(t, http.StatusTemporaryRedirect, nil, "")
	if want := "307 Temporary Redirect from api.example.com"; got.Error() != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestError_RefusalAndTemporary(t *testing.T) {
	tests := []struct {
		statuses           []int
		refusal, temporary bool
	}{
		{statuses: []int{400, 404, 405, 409, 410, 415, 422}, refusal: true},
		{statuses: []int{401, 403, 301, 307, 501}},
		{statuses: []int{408, 429, 500, 502, 503, 504}, temporary: true},
	}
	for _, test := range tests {
		for _, status := range test.statuses {
			failure := &Error{StatusCode: status}
			if failure.IsRefusal() != test.refusal || failure.IsTemporary() != test.temporary {
				t.Errorf("%d: refusal %t, temporary %t", status, failure.IsRefusal(), failure.IsTemporary())
			}
		}
	}
}

func TestError_ResponseContainsKey_HidesKey(t *testing.T) {
	for _, body := range []string{`{"data":{"id":"` + testKey + `"}}`, `{"data":{"id":1,"status":["` + testKey + `"]}}`} {
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) { return reply(http.StatusOK, body), nil })
		if _, err := client.Certificate(t.Context(), "1"); err == nil || strings.Contains(err.Error(), testKey) {
			t.Errorf("got %v", err)
		}
	}
	client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
		return nil, errors.New("malformed HTTP response " + testKey)
	})
	if _, err := client.Certificate(t.Context(), "1"); err == nil || strings.Contains(err.Error(), testKey) {
		t.Errorf("got %v", err)
	}
}

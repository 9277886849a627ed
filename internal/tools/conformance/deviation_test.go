package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// altered is a server that changes the responses of another one.
type altered struct {
	http.Handler
	// request changes a request, nil leaves it as it is.
	request func(r *http.Request, query url.Values)
	// response changes a decoded response and returns its status.
	response func(r *http.Request, status int, document object) int
}

func (a altered) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sent := r.Clone(r.Context())
	if a.request != nil {
		query := r.URL.Query()
		a.request(sent, query)
		sent.URL.RawQuery = query.Encode()
	}
	recorder := httptest.NewRecorder()
	a.Handler.ServeHTTP(recorder, sent)
	document, _ := decode(recorder.Body.Bytes()).(object)
	status := recorder.Code
	if a.response != nil && document != nil {
		status = a.response(r, status, document)
	}
	for name, values := range recorder.Header() {
		if name != "Content-Length" {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(status)
	if document != nil {
		_ = json.NewEncoder(w).Encode(document)
	}
}

// certificatesIn calls change for every certificate in a response.
func certificatesIn(document object, change func(certificate object)) {
	switch data := document["data"].(type) {
	case object:
		if _, isCertificate := data["commonName"]; isCertificate {
			change(data)
		}
	case []any:
		for _, element := range data {
			if certificate, ok := element.(object); ok {
				change(certificate)
			}
		}
	}
}

// field returns a change of all certificates.
func field(name string, change func(value any) any) func(*http.Request, int, object) int {
	return func(_ *http.Request, status int, document object) int {
		certificatesIn(document, func(certificate object) {
			if value, ok := certificate[name]; ok {
				certificate[name] = change(value)
			}
		})
		return status
	}
}

func removed(names ...string) func(*http.Request, int, object) int {
	return func(_ *http.Request, status int, document object) int {
		certificatesIn(document, func(certificate object) {
			for _, name := range names {
				delete(certificate, name)
			}
		})
		return status
	}
}

func ignoring(parameters ...string) func(*http.Request, url.Values) {
	return func(_ *http.Request, query url.Values) {
		for _, parameter := range parameters {
			query.Del(parameter)
		}
	}
}

// deviations are servers that differ from the mock in one point.
var deviations = map[string]struct {
	request  func(*http.Request, url.Values)
	response func(*http.Request, int, object) int
	// title, observed and line are of the row that shows the difference. Line is 0
	// if the server does not deviate from the reference.
	title, observed string
	line            int
	exit            int
}{
	"no serial number": {
		response: removed("serialNumber"), title: "list item: serialNumber", observed: "absent", line: 51,
	},
	"null issuer": {
		response: field("issuer", func(any) any { return nil }), title: "certificate: issuer", observed: "null", line: 78,
	},
	"other serial numbers": {
		response: field("serialNumber", func(value any) any { return strings.ToUpper(strings.ReplaceAll(text(value), ":", "")) }),
		title:    "list item: serialNumber", observed: "hex, upper case",
	},
	"times with fractions": {
		response: field("validTo", func(value any) any { return strings.Replace(text(value), "Z", ".123Z", 1) }),
		title:    "certificate: validTo", observed: "RFC 3339, UTC, with a fraction",
	},
	"no PEM": {
		response: removed("certificate"), title: "certificate: certificate", observed: "absent", line: 87, exit: exitFails,
	},
	"PEM that is no certificate": {
		response: field("certificate", func(any) any { return "see attachment" }), title: "certificate: certificate", observed: "string", line: 87, exit: exitFails,
	},
	"no ids": {
		response: removed("id"), title: "list item: id", observed: "absent", line: 48, exit: exitFails,
	},
	"list is an object": {
		response: func(r *http.Request, status int, document object) int {
			if items, ok := document["data"].([]any); ok && !strings.Contains(r.URL.Path, "discovered") {
				document["data"] = object{"items": items}
			}
			return status
		},
		title: "list: members of the response", observed: "data (object), pagination", line: 9, exit: exitFails,
	},
	"no pagination": {
		response: func(_ *http.Request, status int, document object) int {
			delete(document, "pagination")
			return status
		},
		title: "list: members of the response", observed: "data", line: 9,
	},
	"wrong total": {
		response: func(_ *http.Request, status int, document object) int {
			if pages, ok := document["pagination"].(object); ok {
				pages["total"] = 4711
			}
			return status
		},
		title: "list: total", observed: "another number", line: 13, exit: exitFails,
	},
	"ignores limit": {
		request: ignoring("limit"), title: "list: limit=1", observed: "ignored", line: 35,
	},
	"ignores page": {
		request: ignoring("page"), title: "list: page=2", observed: "the items of page 1", line: 34, exit: exitFails,
	},
	"ignores status": {
		request: ignoring("status"), title: "list: status=revoked", observed: filterMore, line: 36, exit: exitFails,
	},
	"ignores search": {
		request: ignoring("search"), title: "list: search for an unknown text", observed: "ignored", line: 37, exit: exitFails,
	},
	"ignores sorting": {
		request: ignoring("sortBy", "sortOrder"), title: "list: sortBy=createdAt", observed: sortIgnored, line: 39, exit: exitFails,
	},
	"ignores caId": {
		request: ignoring("caId"), title: "list: caId", observed: filterMore, line: 38, exit: exitFails,
	},
	"other code for an unknown id": {
		response: func(_ *http.Request, status int, document object) int {
			if failure, ok := document["error"].(object); ok && status == http.StatusNotFound {
				failure["code"] = "NOT_FOUND"
			}
			return status
		},
		title: "error: unknown id", observed: "404 NOT_FOUND", line: 192, exit: exitFails,
	},
	"error without an envelope": {
		response: func(_ *http.Request, status int, document object) int {
			if _, ok := document["error"]; ok && status == http.StatusUnauthorized {
				document["message"] = document["error"]
				delete(document, "error")
			}
			return status
		},
		title: "error: members of the response", observed: "error or message", line: 23,
	},
	"no statistics": {
		response: func(r *http.Request, status int, document object) int {
			if strings.HasSuffix(r.URL.Path, "/stats") {
				document["error"] = object{"code": "CERTIFICATE_NOT_FOUND"}
				return http.StatusNotFound
			}
			return status
		},
		title: "statistics: request", observed: "rejected: 404 CERTIFICATE_NOT_FOUND", line: 151, exit: exitFails,
	},
	"list differs": {
		response: func(_ *http.Request, status int, document object) int {
			if _, isList := document["data"].([]any); isList {
				certificatesIn(document, func(certificate object) { certificate["issuer"] = "Another" })
			}
			return status
		},
		title: "certificate: compared with its list item", observed: "differs: issuer", line: 72,
	},
	"key size as text": {
		response: field("keySize", func(value any) any { return text(value) }), title: "list item: keySize", observed: formNumericString, line: 57, exit: -1,
	},
	"accepts any key": {
		request: func(r *http.Request, _ url.Values) { r.Header.Set("X-Agent-API-Key", mockserver.DefaultAPIKey) },
		title:   "error: wrong key", observed: "200 without an error",
	},
}

func TestSurvey_Deviation_IsReportedWithLine(t *testing.T) {
	for name, test := range deviations {
		t.Run(name, func(t *testing.T) {
			got := runAgainst(t, altered{newAccount(mockserver.Options{}), test.request, test.response})
			if got.exit != test.exit && test.exit != -1 {
				t.Errorf("exit status %d, want %d", got.exit, test.exit)
			}
			row := got.row(t, test.title)
			if row.Observed != test.observed || row.Deviates != (test.line > 0) || test.line > 0 && row.Line != test.line {
				t.Errorf("got %+v, want %s, line %d", row, test.observed, test.line)
			}
			citation := "Reference, line " + strconv.Itoa(test.line) + ": "
			if test.line > 0 && !strings.Contains(got.stdout, citation) {
				t.Errorf("no %q in\n%s", citation, got.stdout)
			}
			if (got.exit == exitFails) != strings.Contains(got.stdout, "would not work with this server") {
				t.Errorf("exit status %d, table\n%s", got.exit, got.stdout)
			}
		})
	}
}

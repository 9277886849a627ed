package mockserver

import (
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// call is a request that was let in.
type call struct {
	method      string
	id          int64 // of the path, where it has one
	query       url.Values
	contentType string
	body        []byte
	workspace   string
	now         time.Time
}

// result is what an operation answers; a nil body sends none.
type result struct {
	status  int
	body    any
	mutated bool
}

// operation serves one method of one path. The server is locked.
type operation func(*Server, *call) (result, error)

// route is a path with its operations. A * in the pattern is an id.
type route struct {
	pattern    string
	operations map[string]operation
}

// routes are tried in order. http.ServeMux is not used, since it redirects
// unclean paths and answers its own 404 and 405, which are not the documented
// envelope.
var routes = []route{
	{"/api/certificates", map[string]operation{
		http.MethodGet:  (*Server).listCertificates,
		http.MethodPost: (*Server).createCertificate,
	}},
	{"/api/certificates/stats", map[string]operation{http.MethodGet: (*Server).statistics}},
	{"/api/certificates/*", map[string]operation{
		http.MethodGet: (*Server).getCertificate,
		http.MethodPut: (*Server).updateCertificate,
	}},
	{"/api/certificates/*/revoke", map[string]operation{http.MethodPost: (*Server).revokeCertificate}},
	{"/api/certificates/*/renew", map[string]operation{http.MethodPost: (*Server).renewCertificate}},
	{"/api/certificates/*/deploy", map[string]operation{http.MethodPost: (*Server).deployCertificate}},
	{"/api/discovered-certificates", map[string]operation{http.MethodGet: (*Server).listDiscovered}},
	{"/api/discovered-certificates/*/import", map[string]operation{http.MethodPost: (*Server).importDiscovered}},
}

// Endpoints returns what the server serves, each as "METHOD /path" with a * for
// an id, sorted.
func Endpoints() []string {
	var endpoints []string
	for _, route := range routes {
		for method := range route.operations {
			endpoints = append(endpoints, method+" "+route.pattern)
		}
	}
	slices.Sort(endpoints)
	return endpoints
}

// perform checks a request in the order of a production API (path, key,
// workspace, scope, method, size) and hands it to its operation.
func (s *Server) perform(r *http.Request, entry *Entry, body []byte, readErr error) (result, error) {
	escaped := r.URL.EscapedPath()
	i := slices.IndexFunc(routes, func(route route) bool {
		ok, err := path.Match(route.pattern, escaped)
		return err == nil && ok
	})
	if i < 0 || path.Clean(escaped) != escaped {
		return result{}, refuse(codeNotFound, "there is nothing at this path")
	}
	key, refusal := authenticate(s.options.Keys, r.Header)
	if refusal != nil {
		return result{}, refusal
	}
	chosen, refusal := workspace(s.options.Workspaces, r.Header)
	if refusal != nil {
		return result{}, refusal
	}
	s.recorder.amend(entry, func(entry *Entry) { entry.Workspace = chosen })
	if refusal := key.authorize(r.Method); refusal != nil {
		return result{}, refusal
	}
	operation, ok := routes[i].operations[r.Method]
	if !ok {
		return result{}, methodNotAllowed(routes[i])
	}
	if readErr != nil {
		return result{}, unreadable(readErr)
	}
	c := &call{
		method:      r.Method,
		contentType: r.Header.Get("Content-Type"),
		body:        body,
		workspace:   chosen,
		now:         s.now(),
	}
	if refusal := c.parse(r.URL, routes[i].pattern, escaped); refusal != nil {
		return result{}, refusal
	}
	return operation(s, c)
}

// parse reads the id and the query of a request.
func (c *call) parse(u *url.URL, pattern, escaped string) *refusal {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return refuse(codeValidation, "the query is malformed")
	}
	c.query = query
	if c.method == http.MethodGet && len(c.body) > 0 {
		return refuse(codeValidation, "this request takes no body")
	}
	i := slices.Index(strings.Split(pattern, "/"), "*")
	if i < 0 {
		return nil
	}
	segment := strings.Split(escaped, "/")[i]
	id, err := strconv.ParseInt(segment, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != segment {
		return invalid("id", "must be a number")
	}
	c.id = id
	return nil
}

func unreadable(err error) *refusal {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return refuse(codePayloadTooLarge, "the body is too large", "maximum", tooLarge.Limit)
	}
	return refuse(codeValidation, "the body could not be read")
}

func methodNotAllowed(r route) *refusal {
	allowed := make([]string, 0, len(r.operations))
	for method := range r.operations {
		allowed = append(allowed, method)
	}
	slices.Sort(allowed)
	e := refuse(codeMethodNotAllowed, "this path does not serve that method", "allowed", allowed)
	e.header = http.Header{"Allow": {strings.Join(allowed, ", ")}}
	return e
}

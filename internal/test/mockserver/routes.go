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

// request is a request that was let in.
type request struct {
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

// handler serves one method of one path. The server is locked.
type handler func(*Server, *request) (result, error)

// route is a path with its operations. A * in the pattern is an id.
type route struct {
	pattern  string
	handlers map[string]handler
}

// routes are tried in order. http.ServeMux is not used, since it redirects
// unclean paths and answers its own 404 and 405, which are not the documented
// envelope.
var routes = []route{
	{"/api/certificates", map[string]handler{
		http.MethodGet:  (*Server).listCertificates,
		http.MethodPost: (*Server).createCertificate,
	}},
	{"/api/certificates/stats", map[string]handler{http.MethodGet: (*Server).statistics}},
	{"/api/certificates/*", map[string]handler{
		http.MethodGet: (*Server).getCertificate,
		http.MethodPut: (*Server).updateCertificate,
	}},
	{"/api/certificates/*/revoke", map[string]handler{http.MethodPost: (*Server).revokeCertificate}},
	{"/api/certificates/*/renew", map[string]handler{http.MethodPost: (*Server).renewCertificate}},
	{"/api/certificates/*/deploy", map[string]handler{http.MethodPost: (*Server).deployCertificate}},
	{"/api/discovered-certificates", map[string]handler{http.MethodGet: (*Server).listDiscovered}},
	{"/api/discovered-certificates/*/import", map[string]handler{http.MethodPost: (*Server).importDiscovered}},
}

// Endpoints returns what the server serves, each as "METHOD /path" with a * for
// an id, sorted.
func Endpoints() []string {
	var endpoints []string
	for _, route := range routes {
		for method := range route.handlers {
			endpoints = append(endpoints, method+" "+route.pattern)
		}
	}
	slices.Sort(endpoints)
	return endpoints
}

// dispatch checks a request in the order of a production API (path, key,
// workspace, scope, method, size) and hands it to its operation.
func (s *Server) dispatch(r *http.Request, entry *Entry, body []byte, readErr error) (result, error) {
	escaped := r.URL.EscapedPath()
	i := slices.IndexFunc(routes, func(route route) bool {
		ok, err := path.Match(route.pattern, escaped)
		return err == nil && ok
	})
	if i < 0 || path.Clean(escaped) != escaped {
		return result{}, newAPIError(codeNotFound, "there is nothing at this path")
	}
	key, apiError := authenticate(s.options.APIKeys, r.Header)
	if apiError != nil {
		return result{}, apiError
	}
	chosen, apiError := workspace(s.options.Workspaces, r.Header)
	if apiError != nil {
		return result{}, apiError
	}
	s.journal.update(entry, func(entry *Entry) { entry.Workspace = chosen })
	if apiError := key.authorize(r.Method); apiError != nil {
		return result{}, apiError
	}
	handler, ok := routes[i].handlers[r.Method]
	if !ok {
		return result{}, methodNotAllowed(routes[i])
	}
	if readErr != nil {
		return result{}, unreadable(readErr)
	}
	c := &request{
		method:      r.Method,
		contentType: r.Header.Get("Content-Type"),
		body:        body,
		workspace:   chosen,
		now:         s.now(),
	}
	if apiError := c.parse(r.URL, routes[i].pattern, escaped); apiError != nil {
		return result{}, apiError
	}
	return handler(s, c)
}

// parse reads the id and the query of a request.
func (c *request) parse(u *url.URL, pattern, escaped string) *apiError {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return newAPIError(codeValidation, "the query is malformed")
	}
	c.query = query
	if c.method == http.MethodGet && len(c.body) > 0 {
		return newAPIError(codeValidation, "this request takes no body")
	}
	i := slices.Index(strings.Split(pattern, "/"), "*")
	if i < 0 {
		return nil
	}
	segment := strings.Split(escaped, "/")[i]
	id, err := strconv.ParseInt(segment, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != segment {
		return validationError("id", "must be a number")
	}
	c.id = id
	return nil
}

func unreadable(err error) *apiError {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return newAPIError(codePayloadTooLarge, "the body is too large", "maximum", tooLarge.Limit)
	}
	return newAPIError(codeValidation, "the body could not be read")
}

func methodNotAllowed(r route) *apiError {
	allowed := make([]string, 0, len(r.handlers))
	for method := range r.handlers {
		allowed = append(allowed, method)
	}
	slices.Sort(allowed)
	e := newAPIError(codeMethodNotAllowed, "this path does not serve that method", "allowed", allowed)
	e.header = http.Header{"Allow": {strings.Join(allowed, ", ")}}
	return e
}

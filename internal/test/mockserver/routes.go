package mockserver

import (
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

// request is a request that passed authentication and routing.
type request struct {
	method      string
	id          int64 // from the path, if the pattern has a *
	query       url.Values
	contentType string
	body        []byte
	workspace   string
	now         time.Time
}

// result is the outcome of a handler. A nil body sends none.
type result struct {
	status  int
	body    any
	mutated bool
}

// handler serves one method of one path. The server's lock is held.
type handler func(*Server, *request) (result, error)

// onCertificate returns a handler for a write to a certificate: it finds the
// certificate and opens the body.
func onCertificate(write string, change func(*Server, *request, *record, *bodyReader) (result, error)) handler {
	return func(s *Server, req *request) (result, error) {
		r, err := s.find(req.workspace, req.id)
		if err != nil {
			return result{}, err
		}
		if apiErr := rejected(s.options.Likeness.first(write + ".status")); apiErr != nil {
			return result{}, apiErr
		}
		body, err := req.readBody()
		if err != nil {
			return result{}, err
		}
		return change(s, req, r, body)
	}
}

// route is a path with a handler per method. A * in the pattern is an id.
type route struct {
	pattern  string
	handlers map[string]handler
}

// routes are tried in order. http.ServeMux is not used because it redirects
// unclean paths, and because its 404 and 405 responses lack the documented
// error envelope.
var routes = []route{
	{"/api/certificates", map[string]handler{
		http.MethodGet:  (*Server).listCertificates,
		http.MethodPost: (*Server).createCertificate,
	}},
	{"/api/certificates/stats", map[string]handler{http.MethodGet: (*Server).statistics}},
	{"/api/certificates/*", map[string]handler{
		http.MethodGet: (*Server).getCertificate,
		http.MethodPut: onCertificate("update", (*Server).updateCertificate),
	}},
	{"/api/certificates/*/revoke", map[string]handler{http.MethodPost: onCertificate("revoke", (*Server).revokeCertificate)}},
	{"/api/certificates/*/renew", map[string]handler{http.MethodPost: onCertificate("renew", (*Server).renewCertificate)}},
	{"/api/certificates/*/deploy", map[string]handler{http.MethodPost: onCertificate("deploy", (*Server).deployCertificate)}},
	{"/api/discovered-certificates", map[string]handler{http.MethodGet: (*Server).listDiscovered}},
	{"/api/discovered-certificates/*/import", map[string]handler{http.MethodPost: (*Server).importDiscovered}},
}

// Endpoints returns all endpoints of the server as "METHOD /path", with a * for
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
// workspace, scope, method, size) and calls its handler.
func (s *Server) dispatch(r *http.Request, entry *Entry, body []byte, readErr error) (result, error) {
	escaped := r.URL.EscapedPath()
	i := slices.IndexFunc(routes, func(route route) bool {
		ok, err := path.Match(route.pattern, escaped)
		return err == nil && ok
	})
	if i < 0 || path.Clean(escaped) != escaped {
		return result{}, newAPIError(codeNotFound, "the path does not exist")
	}
	key, apiErr := authenticate(s.options.APIKeys, r.Header)
	if s.options.Likeness.is("error.wrongKey", "200 without an error") && len(s.options.APIKeys) > 0 {
		key, apiErr = s.options.APIKeys[0], nil
	}
	if apiErr != nil {
		return result{}, apiErr
	}
	workspace, apiErr := selectWorkspace(s.options.Workspaces, r.Header)
	if apiErr != nil {
		return result{}, apiErr
	}
	s.journal.update(entry, func(entry *Entry) { entry.Workspace = workspace })
	if apiErr := key.authorize(r.Method); apiErr != nil {
		return result{}, apiErr
	}
	handle, ok := routes[i].handlers[r.Method]
	if !ok {
		return result{}, methodNotAllowed(routes[i])
	}
	if readErr != nil {
		return result{}, bodyReadError(readErr)
	}
	req := &request{
		method:      r.Method,
		contentType: r.Header.Get("Content-Type"),
		body:        body,
		workspace:   workspace,
		now:         s.now(),
	}
	if apiErr := s.parseURL(req, r.URL, routes[i].pattern, escaped); apiErr != nil {
		return result{}, apiErr
	}
	return handle(s, req)
}

// parseURL reads the id and the query of a request.
func (s *Server) parseURL(req *request, u *url.URL, pattern, escaped string) *apiError {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return newAPIError(codeValidation, "the query is malformed")
	}
	req.query = query
	if req.method == http.MethodGet && len(req.body) > 0 {
		return newAPIError(codeValidation, "the request must not have a body")
	}
	i := slices.Index(strings.Split(pattern, "/"), "*")
	if i < 0 {
		return nil
	}
	id, apiErr := s.parsePathID(pattern, strings.Split(escaped, "/")[i])
	req.id = id
	return apiErr
}

func bodyReadError(err error) *apiError {
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
	e := newAPIError(codeMethodNotAllowed, "the path does not support the method", "allowed", allowed)
	e.header = http.Header{"Allow": {strings.Join(allowed, ", ")}}
	return e
}

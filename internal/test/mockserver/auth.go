package mockserver

import (
	"net/http"
	"slices"
	"strings"
)

const (
	// DefaultAPIKey is the API key that is accepted if Options.APIKeys is nil.
	DefaultAPIKey = "ak_mock_default"
	// DefaultWorkspace is the workspace of requests without X-Workspace-ID. The
	// id is the example in the vendor's documentation.
	DefaultWorkspace = "ws_123456"
	// OtherWorkspace is a second workspace of the same account.
	OtherWorkspace = "ws_654321"
)

// APIKeyState is the state of an API key. The states are documented, their
// names are not.
type APIKeyState string

const (
	// KeyValid is the state of a key that works.
	KeyValid APIKeyState = ""
	// KeyDeactivated is the state of a key that was switched off.
	KeyDeactivated APIKeyState = "deactivated"
	// KeyExpired is the state of a key past its expiry date.
	KeyExpired APIKeyState = "expired"
	// KeyRevoked is the state of a key that was revoked.
	KeyRevoked APIKeyState = "revoked"
)

// APIKeyScope limits what a key may do. It is documented that keys have scopes,
// but not which.
type APIKeyScope string

const (
	// ScopeAll permits all requests.
	ScopeAll APIKeyScope = ""
	// ScopeRead permits GET requests.
	ScopeRead APIKeyScope = "read"
	// ScopeNone is the scope of a key for another API. It permits no requests.
	ScopeNone APIKeyScope = "none"
)

// APIKey is an API key. By the vendor's documentation, keys start with ak_ or
// ck_.
type APIKey struct {
	// Name replaces the key in the journal.
	Name string
	// Secret is the key.
	Secret string
	// State other than KeyValid is rejected with 401.
	State APIKeyState
	// Scope that does not permit a request is rejected with 403.
	Scope APIKeyScope
}

const (
	headerAgentKey      = "X-Agent-Api-Key"
	headerAuthorization = "Authorization"
	headerWorkspace     = "X-Workspace-Id"
)

// apiKeyFrom returns the API key of a request, from either header. Two different
// keys are rejected.
func apiKeyFrom(h http.Header) (secret string, ok bool) {
	secrets := slices.Clone(h.Values(headerAgentKey))
	for _, value := range h.Values(headerAuthorization) {
		scheme, token, _ := strings.Cut(value, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return "", false
		}
		secrets = append(secrets, token)
	}
	secrets = slices.Compact(secrets)
	if len(secrets) != 1 {
		return "", false
	}
	return secrets[0], true
}

// authenticate returns the API key of a request, or an error if it is not valid.
func authenticate(keys []APIKey, h http.Header) (APIKey, *apiError) {
	secret, ok := apiKeyFrom(h)
	if !ok {
		return APIKey{}, newAPIError(codeUnauthorized, "an API key is required, in X-Agent-API-Key or as a Bearer token")
	}
	if !strings.HasPrefix(secret, "ak_") && !strings.HasPrefix(secret, "ck_") {
		return APIKey{}, newAPIError(codeUnauthorized, "the API key must start with ak_ or ck_")
	}
	i := slices.IndexFunc(keys, func(k APIKey) bool { return k.Secret == secret })
	if i < 0 {
		return APIKey{}, newAPIError(codeUnauthorized, "the API key is unknown")
	}
	if state := keys[i].State; state != KeyValid {
		return APIKey{}, newAPIError(codeUnauthorized, "the API key is "+string(state), "reason", string(state))
	}
	return keys[i], nil
}

// authorize checks that a key permits a method.
func (k APIKey) authorize(method string) *apiError {
	if k.Scope == ScopeAll || k.Scope == ScopeRead && method == http.MethodGet {
		return nil
	}
	return newAPIError(codeForbidden, "the scope of the API key does not permit this request", "scope", string(k.Scope))
}

// selectWorkspace returns the workspace that a request selects.
func selectWorkspace(known []string, h http.Header) (string, *apiError) {
	selected := h.Values(headerWorkspace)
	switch {
	case len(selected) == 0 && len(known) > 0:
		return known[0], nil
	case len(selected) == 1 && slices.Contains(known, selected[0]):
		return selected[0], nil
	default:
		return "", newAPIError(codeWorkspaceNotFound, "the workspace does not exist", "workspace", strings.Join(selected, ","))
	}
}

// unknownKey replaces keys in the journal that the server does not accept.
const unknownKey = "unknown"

// redactKeys returns a copy of the header in which names replace the API keys, and
// the name of the key that was sent.
func redactKeys(keys []APIKey, h http.Header) (redacted http.Header, name string) {
	nameOf := func(secret string) string {
		i := slices.IndexFunc(keys, func(k APIKey) bool { return k.Secret == secret })
		if i < 0 {
			return unknownKey
		}
		return keys[i].Name
	}
	redacted = h.Clone()
	for i, value := range h.Values(headerAuthorization) {
		_, token, _ := strings.Cut(value, " ")
		name = nameOf(token)
		redacted[headerAuthorization][i] = "Bearer " + name
	}
	for i, value := range h.Values(headerAgentKey) {
		name = nameOf(value)
		redacted[headerAgentKey][i] = name
	}
	return redacted, name
}

package mockserver

import (
	"net/http"
	"slices"
	"strings"
)

const (
	// DefaultAPIKey is the key of a server whose Options.Keys are not set.
	DefaultAPIKey = "ak_mock_default"
	// DefaultWorkspace is the workspace of requests that name none. Its id is
	// the example of the vendor's documentation.
	DefaultWorkspace = "ws_123456"
	// OtherWorkspace is a second workspace of the same account.
	OtherWorkspace = "ws_654321"
)

// APIKeyState is whether a key still opens the door. The states are documented,
// their names are our invention.
type APIKeyState string

const (
	// KeyValid is a key that works.
	KeyValid APIKeyState = ""
	// KeyDeactivated is a key that somebody switched off.
	KeyDeactivated APIKeyState = "deactivated"
	// KeyExpired is a key past its date.
	KeyExpired APIKeyState = "expired"
	// KeyRevoked is a key that was withdrawn.
	KeyRevoked APIKeyState = "revoked"
)

// APIKeyScope is what a key may do. That there are scopes is documented; these
// are our invention.
type APIKeyScope string

const (
	// ScopeAll may do everything.
	ScopeAll APIKeyScope = ""
	// ScopeRead may GET.
	ScopeRead APIKeyScope = "read"
	// ScopeNone belongs to another API and may do nothing here.
	ScopeNone APIKeyScope = "none"
)

// APIKey is an API key. By the vendor's documentation it starts with ak_ or ck_.
type APIKey struct {
	// Name stands for the key in the journal.
	Name string
	// Secret is the key itself.
	Secret string
	// State other than KeyValid gets 401.
	State APIKeyState
	// Scope that does not allow a request gets 403.
	Scope APIKeyScope
}

const (
	headerAgentKey      = "X-Agent-Api-Key"
	headerAuthorization = "Authorization"
	headerWorkspace     = "X-Workspace-Id"
)

// apiKeyFrom returns the key that a request carries, in either header. Two
// different ones are none.
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

// authenticate finds the key of a request and checks that it opens the door.
func authenticate(keys []APIKey, h http.Header) (APIKey, *apiError) {
	secret, ok := apiKeyFrom(h)
	if !ok {
		return APIKey{}, newAPIError(codeUnauthorized, "an API key is required, in X-Agent-API-Key or as a Bearer token")
	}
	if !strings.HasPrefix(secret, "ak_") && !strings.HasPrefix(secret, "ck_") {
		return APIKey{}, newAPIError(codeUnauthorized, "the API key has no known prefix")
	}
	i := slices.IndexFunc(keys, func(k APIKey) bool { return k.Secret == secret })
	if i < 0 {
		return APIKey{}, newAPIError(codeUnauthorized, "the API key is not known")
	}
	if state := keys[i].State; state != KeyValid {
		return APIKey{}, newAPIError(codeUnauthorized, "the API key is "+string(state), "reason", string(state))
	}
	return keys[i], nil
}

// authorize checks that a key may use a method.
func (k APIKey) authorize(method string) *apiError {
	if k.Scope == ScopeAll || k.Scope == ScopeRead && method == http.MethodGet {
		return nil
	}
	return newAPIError(codeForbidden, "the API key is of the wrong type for this", "scope", string(k.Scope))
}

// workspace returns the workspace that a request chooses.
func workspace(known []string, h http.Header) (string, *apiError) {
	chosen := h.Values(headerWorkspace)
	switch {
	case len(chosen) == 0 && len(known) > 0:
		return known[0], nil
	case len(chosen) == 1 && slices.Contains(known, chosen[0]):
		return chosen[0], nil
	default:
		return "", newAPIError(codeWorkspaceNotFound, "the workspace does not exist", "workspace", strings.Join(chosen, ","))
	}
}

// unknownKey stands in the journal for a key that the server does not know.
const unknownKey = "unknown"

// redactKeys returns a copy of the header in which names stand for keys, and the
// name of the key that was sent.
func redactKeys(keys []APIKey, h http.Header) (clean http.Header, name string) {
	nameOf := func(secret string) string {
		i := slices.IndexFunc(keys, func(k APIKey) bool { return k.Secret == secret })
		if i < 0 {
			return unknownKey
		}
		return keys[i].Name
	}
	clean = h.Clone()
	for i, value := range h.Values(headerAuthorization) {
		_, token, _ := strings.Cut(value, " ")
		name = nameOf(token)
		clean[headerAuthorization][i] = "Bearer " + name
	}
	for i, value := range h.Values(headerAgentKey) {
		name = nameOf(value)
		clean[headerAgentKey][i] = name
	}
	return clean, name
}

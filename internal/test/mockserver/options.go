package mockserver

import (
	"crypto"
	"log/slog"
	"maps"
	"slices"
	"time"
)

// Options configure the mock. The zero value implements the reference as
// written. [New] fills in the fields left zero; [Server.Configure] passes the
// filled-in values. Unless a comment refers to the reference, the behavior is
// not documented.
type Options struct {
	// Now returns the server's time. Validity, status and all delays except
	// Latency and Fault.Delay use it. Defaults to time.Now.
	Now func() time.Time

	// Logger receives one line for each request, without the API key. Defaults
	// to no logging.
	Logger *slog.Logger

	// APIKeys are the keys that the server accepts. Defaults to a single key,
	// DefaultAPIKey, without restrictions.
	APIKeys []APIKey

	// Workspaces are the workspaces of the account. By the reference, requests
	// without X-Workspace-ID use the default workspace: the first.
	Workspaces []string

	// CertificateAuthorities are the certificate authorities (CAs) of the
	// account. For the defaults see CertificateAuthority.
	CertificateAuthorities []CertificateAuthority

	// NoDefaultCA rejects orders without a CA with CA_NOT_CONFIGURED. By
	// default they use the first configured CA.
	NoDefaultCA bool

	// Agents are the deployment agents. For the defaults see Agent.
	Agents []Agent

	// PublicKey returns the key that an agent generates for a certificate, for
	// tests that use its private key. Defaults to the function PublicKey.
	PublicKey func(keyType string, keySize int) crypto.PublicKey

	// IssuanceDelay is the time from an order to its certificate. With zero,
	// the certificate is issued immediately; with a negative value, only
	// Server.CompleteIssuance issues it.
	IssuanceDelay time.Duration

	// RenewalDelay is the same for renewals with the methods acme and api. By
	// the reference, a csr renewal always waits for a person, which
	// Server.CompleteRenewal simulates.
	RenewalDelay time.Duration

	// DeploymentDelay is the time from a deployment to its location. The
	// location never appears if the agent is offline at that time, or if the
	// delay is negative.
	DeploymentDelay time.Duration

	// ReadDelay is the time during which requests for a new certificate still
	// return CERTIFICATE_NOT_FOUND.
	ReadDelay time.Duration

	// ListDelay is the time during which lists and statistics omit a new
	// certificate.
	ListDelay time.Duration

	// IssuanceFails makes issuance end with the status failed.
	IssuanceFails bool

	// RenewalFails makes renewals end with the renewal status failed and the
	// certificate unchanged.
	RenewalFails bool

	// Fields includes, omits or nulls fields of responses.
	Fields Fields

	// NullEmptyFields returns null for fields without a value, such as the
	// serial number of a certificate that has not been issued yet. By default
	// such fields are omitted.
	NullEmptyFields bool

	// ExtraFields are undocumented fields added to certificates, their
	// locations and discovered certificates.
	ExtraFields map[string]any

	// StringIDs returns ids as numeric strings. By the reference they are
	// numbers.
	StringIDs bool

	// OpaqueIDs returns ids such as crt_8f2c01d3 for certificates, and dsc_8f2c01d3
	// for discovered certificates. Requests must contain them: an id of another
	// form does not exist. The ids of CAs stay numbers, because requests contain
	// them as numbers.
	OpaqueIDs bool

	// CreateResponse is the form of the response to POST /certificates and to
	// the import of a discovered certificate.
	CreateResponse ResponseForm

	// ChangeResponse is the form of the response to PUT, revoke, renew and
	// deploy.
	ChangeResponse ResponseForm

	// HTTPStatuses overrides HTTP statuses by error code. The reference
	// documents codes only. See AlternativeHTTPStatuses.
	HTTPStatuses map[string]int

	// Grants makes CAs issue something other than what was ordered.
	Grants Grants

	// SettingsLimits changes settings that a client sends.
	SettingsLimits SettingsLimits

	// ListAge is the time during which lists return the previous state of a
	// certificate after a change.
	ListAge time.Duration

	// LowercaseNames converts the names of new orders to lower case.
	LowercaseNames bool

	// MaxValidityDays shortens the validity period of orders and renewals to
	// this many days. Zero disables the limit.
	MaxValidityDays int

	// MaxRenewalThresholdDays lowers renewal thresholds to this many days. Zero
	// disables the limit.
	MaxRenewalThresholdDays int

	// DescendingByDefault sorts in descending order if a request has sortBy but
	// no sortOrder. The reference does not document the default.
	DescendingByDefault bool

	// UnstableOrder changes the order of equal items, and of lists without
	// sortBy, with every request. By default that order is arbitrary but
	// stable.
	UnstableOrder bool

	// RenewUnderNewID leaves the renewed certificate unchanged and creates the
	// replacement certificate under a new id. The reference does not document
	// whether a renewal keeps the id.
	RenewUnderNewID bool

	// RevokeExpired is the result of revoking an expired certificate.
	RevokeExpired ExpiredRevocation

	// PutReplaces resets settings that a PUT omits to their defaults. By
	// default they keep their values.
	PutReplaces bool

	// HideImportedID omits the certificate's id from the error details when a
	// discovered certificate has already been imported.
	HideImportedID bool

	// DiscoveredNotFoundAsCertificate returns CERTIFICATE_NOT_FOUND for an
	// unknown discovered certificate. By default a separate code is returned.
	DiscoveredNotFoundAsCertificate bool

	// Likeness makes the server behave like one that the conformance command has
	// observed. See ReadLikeness and Server.SeedLike.
	Likeness Likeness

	// Latency delays every response, in real time.
	Latency time.Duration

	// RateLimit rejects requests that exceed it, in real time.
	RateLimit RateLimit

	// Chaos injects faults at random, for endurance tests. Defaults to none.
	Chaos Chaos

	// JournalLimit is the number of requests that the journal keeps; older ones
	// are dropped. Zero keeps all.
	JournalLimit int
}

// clone returns a copy whose maps and slices can be changed while running
// requests still read those of the original.
func (o Options) clone() Options {
	o.APIKeys = slices.Clone(o.APIKeys)
	o.Workspaces = slices.Clone(o.Workspaces)
	o.CertificateAuthorities = slices.Clone(o.CertificateAuthorities)
	o.Agents = slices.Clone(o.Agents)
	o.Fields = o.Fields.clone()
	o.ExtraFields = maps.Clone(o.ExtraFields)
	o.HTTPStatuses = maps.Clone(o.HTTPStatuses)
	o.Grants = o.Grants.clone()
	o.Likeness = maps.Clone(o.Likeness)
	o.SettingsLimits.DeploymentTargets = slices.Clone(o.SettingsLimits.DeploymentTargets)
	return o
}

// withDefaults fills in the fields left zero. Maps become writable.
func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.APIKeys == nil {
		o.APIKeys = []APIKey{{Name: "default", Secret: DefaultAPIKey}}
	}
	if o.Workspaces == nil {
		o.Workspaces = []string{DefaultWorkspace, OtherWorkspace}
	}
	if o.CertificateAuthorities == nil {
		o.CertificateAuthorities = defaultCAs()
	}
	if o.Agents == nil {
		o.Agents = defaultAgents()
	}
	if o.PublicKey == nil {
		o.PublicKey = PublicKey
	}
	o.Fields = o.Fields.clone()
	if o.ExtraFields == nil {
		o.ExtraFields = map[string]any{}
	}
	if o.HTTPStatuses == nil {
		o.HTTPStatuses = map[string]int{}
	}
	return o
}

package mockserver

import (
	"log/slog"
	"maps"
	"slices"
	"time"
)

// Options says how the mock behaves. The zero value serves the reference as it
// is written. Fields left zero are filled in by [New]; [Server.WriteConfig] sees
// the filled-in values. Everything the comments do not attribute to the
// reference is our invention.
type Options struct {
	// Now is the server's clock, time.Now by default. Validity, status and all
	// delays but Latency and Fault.Delay are measured by it.
	Now func() time.Time

	// Logger gets one line for each request, without the key. None by default.
	Logger *slog.Logger

	// APIKeys are the API keys the server knows; by default one, DefaultKey, that
	// may do everything.
	APIKeys []APIKey

	// Workspaces are the workspaces of the account. The first is the default
	// one, which the reference gives to requests without X-Workspace-ID.
	Workspaces []string

	// CertificateAuthorities are the certificate authorities; see Authority for the
	// default ones.
	CertificateAuthorities []CertificateAuthority

	// NoDefaultCA refuses orders that name no authority, with
	// CA_NOT_CONFIGURED. By default the first configured authority is taken.
	NoDefaultCA bool

	// Agents are the deployment agents; see Agent for the default ones.
	Agents []Agent

	// IssuanceDelay is the time from an order to its certificate. Zero issues
	// at once; negative leaves it to Server.CompleteIssuance.
	IssuanceDelay time.Duration

	// RenewalDelay is the same for renewals by acme and api. A renewal by csr
	// always waits for Server.CompleteRenewal, as the reference says.
	RenewalDelay time.Duration

	// DeploymentDelay is the time from a deployment to its location. If the
	// agent is offline when the time has come, the location never appears, and
	// for a negative time it never does either.
	DeploymentDelay time.Duration

	// ReadDelay is the time during which requests for a new certificate still
	// get CERTIFICATE_NOT_FOUND.
	ReadDelay time.Duration

	// ListDelay is the time during which a new certificate is missing from
	// lists and statistics.
	ListDelay time.Duration

	// IssuanceFails lets orders end in the status failed.
	IssuanceFails bool

	// RenewalFails lets renewals end with the renewal status failed and the
	// certificate as it was.
	RenewalFails bool

	// Fields adds, drops or nulls fields of answers.
	Fields Fields

	// NullEmptyFields answers null for fields that have no value (those of a
	// certificate that is not issued yet). By default they are left out.
	NullEmptyFields bool

	// ExtraFields are undocumented fields added to certificates, their
	// locations and discovered certificates.
	ExtraFields map[string]any

	// StringIDs writes ids as numeric strings, not as documented.
	StringIDs bool

	// CreateResponse is what POST /certificates and the import of a discovered
	// certificate answer.
	CreateResponse ResponseForm

	// ChangeResponse is what PUT, revoke, renew and deploy answer.
	ChangeResponse ResponseForm

	// HTTPStatuses replaces the HTTP status of error codes, by code. The reference
	// gives codes and no statuses. See OtherStatuses.
	HTTPStatuses map[string]int

	// Grants lets CAs issue something other than what was ordered.
	Grants Grants

	// SettingsLimits changes settings that a client sends.
	SettingsLimits SettingsLimits

	// ListAge is the time during which lists show a certificate as they showed
	// it before, whatever has changed since.
	ListAge time.Duration

	// LowercaseNames lower-cases the names of new orders.
	LowercaseNames bool

	// MaxValidityDays shortens longer orders and renewals, in days. Zero does
	// not.
	MaxValidityDays int

	// MaxRenewalThresholdDays lowers higher thresholds, in days. Zero does not.
	MaxRenewalThresholdDays int

	// DescendingByDefault sorts in descending order where sortBy comes without
	// sortOrder. The reference does not say which order is the default.
	DescendingByDefault bool

	// UnstableOrder changes the order of ties, and of lists without sortBy,
	// with every request. By default that order is arbitrary and stays.
	UnstableOrder bool

	// RenewUnderNewID leaves the renewed certificate as it was and creates its
	// successor under a new id. The reference does not say which it is.
	RenewUnderNewID bool

	// RevokeExpired is how the revocation of an expired certificate ends.
	RevokeExpired ExpiredRevocation

	// PutReplaces gives settings that a PUT leaves out their default value. By
	// default they keep the value they have.
	PutReplaces bool

	// HideImportedID leaves the certificate's id out of the details of the
	// error for what has been imported already.
	HideImportedID bool

	// DiscoveredNotFoundAsCertificate answers CERTIFICATE_NOT_FOUND for an
	// unknown discovered id, in place of a code of its own.
	DiscoveredNotFoundAsCertificate bool

	// Latency holds back every answer, in real time.
	Latency time.Duration

	// RateLimit refuses what exceeds it, in real time.
	RateLimit RateLimit

	// Chaos is bad luck at random, for tests of endurance. None by default.
	Chaos Chaos

	// JournalLimit is the number of requests the journal remembers, the newest
	// ones. Zero remembers all.
	JournalLimit int
}

// ResponseForm is the form in which a change is answered. The reference shows none.
type ResponseForm int

const (
	// RespondCertificate answers the certificate in the form of GET
	// /certificates/:id.
	RespondCertificate ResponseForm = iota
	// RespondID answers {"data":{"id":…}}.
	RespondID
	// RespondEmpty answers 204 without a body.
	RespondEmpty
)

// ExpiredRevocation is how the revocation of an expired certificate ends.
type ExpiredRevocation int

const (
	// RejectExpired refuses it with the invented code CERTIFICATE_EXPIRED.
	RejectExpired ExpiredRevocation = iota
	// RejectExpiredAsInvalid refuses it with INVALID_CERTIFICATE.
	RejectExpiredAsInvalid
	// AcceptExpired revokes it.
	AcceptExpired
)

// RateLimit is a token bucket over all requests. The reference has none.
type RateLimit struct {
	// PerSecond is the rate, in requests per second. Zero is no limit.
	PerSecond float64
	// Burst is the size of the bucket; at least one.
	Burst int
	// RetryAfter is how the refusal says when to come back.
	RetryAfter RetryAfterFormat
}

// RetryAfterFormat is the form of a Retry-After header.
type RetryAfterFormat string

const (
	// RetryAfterNone sends no header.
	RetryAfterNone RetryAfterFormat = ""
	// RetryAfterSeconds sends whole seconds.
	RetryAfterSeconds RetryAfterFormat = "seconds"
	// RetryAfterDate sends an HTTP date.
	RetryAfterDate RetryAfterFormat = "date"
)

// clone returns a copy whose maps and lists can be written to while requests
// that are under way still read those of the original.
func (o Options) clone() Options {
	o.APIKeys = slices.Clone(o.APIKeys)
	o.Workspaces = slices.Clone(o.Workspaces)
	o.CertificateAuthorities = slices.Clone(o.CertificateAuthorities)
	o.Agents = slices.Clone(o.Agents)
	o.Fields = o.Fields.clone()
	o.ExtraFields = maps.Clone(o.ExtraFields)
	o.HTTPStatuses = maps.Clone(o.HTTPStatuses)
	o.Grants = o.Grants.clone()
	o.SettingsLimits.DeploymentTargets = slices.Clone(o.SettingsLimits.DeploymentTargets)
	return o
}

// withDefaults fills in what was left zero.
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
	o.Fields = o.Fields.clone()
	if o.ExtraFields == nil {
		o.ExtraFields = map[string]any{}
	}
	if o.HTTPStatuses == nil {
		o.HTTPStatuses = map[string]int{}
	}
	return o
}

// certificateAuthority finds an authority by id.
func (o *Options) certificateAuthority(id int64) (CertificateAuthority, bool) {
	i := slices.IndexFunc(o.CertificateAuthorities, func(a CertificateAuthority) bool { return a.ID == id })
	if i < 0 {
		return CertificateAuthority{}, false
	}
	return o.CertificateAuthorities[i], true
}

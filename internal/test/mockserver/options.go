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

	// Keys are the API keys the server knows; by default one, DefaultKey, that
	// may do everything.
	Keys []Key

	// Workspaces are the workspaces of the account. The first is the default
	// one, which the reference gives to requests without X-Workspace-ID.
	Workspaces []string

	// Authorities are the certificate authorities; see Authority for the
	// default ones.
	Authorities []Authority

	// NoDefaultAuthority refuses orders that name no authority, with
	// CA_NOT_CONFIGURED. By default the first configured authority is taken.
	NoDefaultAuthority bool

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

	// NullUnknown answers null for fields that have no value (those of a
	// certificate that is not issued yet). By default they are left out.
	NullUnknown bool

	// ExtraFields are undocumented fields added to certificates, their
	// locations and discovered certificates.
	ExtraFields map[string]any

	// StringIDs writes ids as numeric strings, not as documented.
	StringIDs bool

	// CreateAnswer is what POST /certificates and the import of a discovered
	// certificate answer.
	CreateAnswer Answer

	// ChangeAnswer is what PUT, revoke, renew and deploy answer.
	ChangeAnswer Answer

	// Statuses replaces the HTTP status of error codes, by code. The reference
	// gives codes and no statuses. See OtherStatuses.
	Statuses map[string]int

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

	// Hostility is bad luck at random, for tests of endurance. None by default.
	Hostility Hostility

	// JournalLimit is the number of requests the journal remembers, the newest
	// ones. Zero remembers all.
	JournalLimit int
}

// Answer is the form in which a change is answered. The reference shows none.
type Answer int

const (
	// AnswerSingle answers the certificate in the form of GET
	// /certificates/:id.
	AnswerSingle Answer = iota
	// AnswerID answers {"data":{"id":…}}.
	AnswerID
	// AnswerEmpty answers 204 without a body.
	AnswerEmpty
)

// ExpiredRevocation is how the revocation of an expired certificate ends.
type ExpiredRevocation int

const (
	// RefuseExpired refuses it with the invented code CERTIFICATE_EXPIRED.
	RefuseExpired ExpiredRevocation = iota
	// RefuseExpiredAsInvalid refuses it with INVALID_CERTIFICATE.
	RefuseExpiredAsInvalid
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
	RetryAfter RetryAfterForm
}

// RetryAfterForm is the form of a Retry-After header.
type RetryAfterForm string

const (
	// RetryAfterNone sends no header.
	RetryAfterNone RetryAfterForm = ""
	// RetryAfterSeconds sends whole seconds.
	RetryAfterSeconds RetryAfterForm = "seconds"
	// RetryAfterDate sends an HTTP date.
	RetryAfterDate RetryAfterForm = "date"
)

// clone returns a copy whose maps and lists can be written to while requests
// that are under way still read those of the original.
func (o Options) clone() Options {
	o.Keys = slices.Clone(o.Keys)
	o.Workspaces = slices.Clone(o.Workspaces)
	o.Authorities = slices.Clone(o.Authorities)
	o.Agents = slices.Clone(o.Agents)
	o.Fields = o.Fields.withMaps()
	o.ExtraFields = maps.Clone(o.ExtraFields)
	o.Statuses = maps.Clone(o.Statuses)
	return o
}

// withDefaults fills in what was left zero.
func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Keys == nil {
		o.Keys = []Key{{Name: "default", Secret: DefaultKey}}
	}
	if o.Workspaces == nil {
		o.Workspaces = []string{DefaultWorkspace, OtherWorkspace}
	}
	if o.Authorities == nil {
		o.Authorities = defaultAuthorities()
	}
	if o.Agents == nil {
		o.Agents = defaultAgents()
	}
	o.Fields = o.Fields.withMaps()
	if o.ExtraFields == nil {
		o.ExtraFields = map[string]any{}
	}
	if o.Statuses == nil {
		o.Statuses = map[string]int{}
	}
	return o
}

// authority finds an authority by id.
func (o *Options) authority(id int64) (Authority, bool) {
	i := slices.IndexFunc(o.Authorities, func(a Authority) bool { return a.ID == id })
	if i < 0 {
		return Authority{}, false
	}
	return o.Authorities[i], true
}

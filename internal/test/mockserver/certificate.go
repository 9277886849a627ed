package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Certificate states. The reference documents the first four; pending and
// failed are our invention, for issuance that takes time.
const (
	statusActive   = "active"
	statusExpiring = "expiring"
	statusExpired  = "expired"
	statusRevoked  = "revoked"
	statusPending  = "pending"
	statusFailed   = "failed"
)

// Renewal states. The reference shows pending, at an active certificate; we
// take it for "will renew by itself when the time comes". The rest is our
// invention.
const (
	renewalNone       = "none"
	renewalPending    = "pending"
	renewalInProgress = "in_progress"
	renewalFailed     = "failed"
)

// expiringWithin is how long before its end a certificate is expiring: the
// reference's statistics count 30 days.
const expiringWithin = 30 * day

const day = 24 * time.Hour

// Settings are what PUT changes.
type Settings struct {
	AutoRenew bool
	// RenewalThresholdDays is in days before the end.
	RenewalThresholdDays int
	DeploymentTargets    []string
}

func (s Settings) clone() Settings {
	s.DeploymentTargets = slices.Clone(s.DeploymentTargets)
	return s
}

// Location is a place that a certificate was deployed to.
type Location struct {
	AgentID       string
	Hostname      string
	Path          string
	HasPrivateKey bool
}

// record is a certificate as the server knows it.
type record struct {
	id           int64
	workspace    string
	commonName   string
	names        []string // in the order in which they are answered
	caID         int64    // zero if none is known
	keyType      string
	keySize      int
	validityDays int
	settings     Settings
	createdAt    time.Time

	leaf          *leaf // nil until issued
	failed        bool  // issuance ended in failure
	renewal       *renewal
	renewalFailed bool
	revocation    *revocation
	locations     []Location
	override      map[string]any
	listed        *listedItem // what lists show within Options.ListAge

	readableAt time.Time // when GET finds it
	listedAt   time.Time // when lists show it
	searchable string    // common name and issuer, in lower case
}

type revocation struct {
	reason   string
	comments string
}

// pending tells whether issuance is still under way.
func (r *record) pending() bool {
	return r.leaf == nil && !r.failed && r.revocation == nil
}

// setLeaf gives a record its certificate.
func (r *record) setLeaf(l *leaf) {
	r.leaf = l
	r.searchable = strings.ToLower(r.commonName + "\x00" + l.issuer)
}

// status is what the clock and the record's history make of it.
func (r *record) status(now time.Time) string {
	switch {
	case r.revocation != nil:
		return statusRevoked
	case r.failed:
		return statusFailed
	case r.leaf == nil:
		return statusPending
	case now.After(r.leaf.to):
		return statusExpired
	case r.leaf.to.Sub(now) <= expiringWithin:
		return statusExpiring
	default:
		return statusActive
	}
}

func (r *record) renewalStatus() string {
	switch {
	case r.renewal != nil:
		return renewalInProgress
	case r.renewalFailed:
		return renewalFailed
	case r.settings.AutoRenew && r.revocation == nil:
		return renewalPending
	default:
		return renewalNone
	}
}

// matchesText tells whether the common name, the issuer or the fingerprint
// holds a text. Fingerprints are asked last and only for what could be one,
// since they need the certificate to be signed.
func (r *record) matchesText(lower string) bool {
	if strings.Contains(r.searchable, lower) {
		return true
	}
	if r.leaf == nil {
		return false
	}
	if strings.Contains(fingerprintPrefix, lower) {
		return true
	}
	hexadecimal := lower
	if prefix, rest, ok := strings.Cut(lower, ":"); ok && strings.HasSuffix(fingerprintPrefix, prefix+":") {
		hexadecimal = rest
	}
	return strings.Trim(hexadecimal, "0123456789abcdef") == "" &&
		strings.Contains(strings.ToLower(r.leaf.fingerprint()), lower)
}

// fingerprintPrefix is what fingerprints begin with, in lower case.
const fingerprintPrefix = "sha256:"

// find returns a certificate of a workspace. Those of other workspaces do not
// exist for it.
func (s *Server) find(workspace string, id int64) (*record, error) {
	r, ok := s.certificates.byID[id]
	if !ok || r.workspace != workspace || s.now().Before(r.readableAt) {
		return nil, newAPIError(codeCertificateNotFound, "the certificate does not exist", "id", s.idValue(id))
	}
	return r, nil
}

// getCertificate serves GET /certificates/:id.
func (s *Server) getCertificate(c *request) (result, error) {
	if err := c.readQuery().err(); err != nil {
		return result{}, err
	}
	r, err := s.find(c.workspace, c.id)
	if err != nil {
		return result{}, err
	}
	return result{status: http.StatusOK, body: map[string]any{"data": s.single(r, c.now)}}, nil
}

package mockserver

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Certificate statuses. The reference documents the first four. Pending and
// failed, for issuance that takes time, are not documented.
const (
	statusActive   = "active"
	statusExpiring = "expiring"
	statusExpired  = "expired"
	statusRevoked  = "revoked"
	statusPending  = "pending"
	statusFailed   = "failed"
)

// Renewal statuses. The reference contains pending, for an active certificate;
// the mock interprets it as "will be renewed automatically". The others are not
// documented.
const (
	renewalNone       = "none"
	renewalPending    = "pending"
	renewalInProgress = "in_progress"
	renewalFailed     = "failed"
)

// expiringWithin is how long before its expiry a certificate is expiring: 30
// days, as in the reference's statistics.
const expiringWithin = 30 * day

const day = 24 * time.Hour

// Settings are the settings that PUT changes.
type Settings struct {
	AutoRenew bool
	// RenewalThresholdDays is the number of days before expiry.
	RenewalThresholdDays int
	DeploymentTargets    []string
}

func (s Settings) clone() Settings {
	s.DeploymentTargets = slices.Clone(s.DeploymentTargets)
	return s
}

// Location is a file to which a certificate was deployed.
type Location struct {
	AgentID       string
	Hostname      string
	Path          string
	HasPrivateKey bool
}

// record is a stored certificate.
type record struct {
	id           int64
	workspace    string
	commonName   string
	names        []string // in the order of responses
	caID         int64    // zero if unknown
	keyType      string
	keySize      int
	validityDays int
	settings     Settings
	createdAt    time.Time

	leaf          *leaf  // nil until issued
	failed        bool   // issuance failed
	word          string // status in responses, empty for the word of the mock
	renewal       *renewal
	renewalFailed bool
	revocation    *revocation
	locations     []Location
	override      map[string]any
	listed        *listedItem // returned by lists within Options.ListAge

	readableAt time.Time // when GET returns it
	listedAt   time.Time // when lists contain it
	searchable string    // common name and issuer, in lower case
}

type revocation struct {
	reason   string
	comments string
}

// pending reports whether issuance is in progress.
func (r *record) pending() bool {
	return r.leaf == nil && !r.failed && r.revocation == nil
}

// setLeaf sets the issued certificate.
func (r *record) setLeaf(l *leaf) {
	r.leaf = l
	r.searchable = strings.ToLower(r.commonName + "\x00" + l.issuer)
}

// status returns the status at a time.
func (r *record) status(now time.Time) string {
	switch {
	case r.revocation != nil:
		return statusRevoked
	case r.failed:
		return statusFailed
	case r.word != "" && isDocumentedStatus(r.word):
		return strings.ToLower(r.word)
	case r.word != "":
		return r.word
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

// displayedStatus returns the status in responses.
func (v certificateView) displayedStatus() string {
	status := v.status(v.now)
	switch {
	case v.word != "":
		return v.word
	case status == statusPending:
		return cmp.Or(v.server.options.Likeness.first("order.pending"), status)
	default:
		return status
	}
}

// isDocumentedStatus reports whether a word is a status of the reference, apart
// from letter case.
func isDocumentedStatus(word string) bool {
	return slices.Contains([]string{statusActive, statusExpiring, statusExpired, statusRevoked}, strings.ToLower(word))
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

// matchesText reports whether the common name, the issuer or the fingerprint
// contains a text. Fingerprints are compared last, and only with text that can be
// part of one, because they require signing the certificate.
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

// fingerprintPrefix is the prefix of all fingerprints, in lower case.
const fingerprintPrefix = "sha256:"

// find returns a certificate of a workspace. Certificates of other workspaces
// are not found.
func (s *Server) find(workspace string, id int64) (*record, error) {
	r, ok := s.certificates.byID[id]
	if !ok || r.workspace != workspace || s.now().Before(r.readableAt) {
		return nil, certificateNotFound(s.certificateID(id))
	}
	return r, nil
}

func certificateNotFound(id any) *apiError {
	return newAPIError(codeCertificateNotFound, "the certificate does not exist", "id", id)
}

// getCertificate serves GET /certificates/:id.
func (s *Server) getCertificate(req *request) (result, error) {
	if err := req.readQuery().err(); err != nil {
		return result{}, err
	}
	likeness := s.options.Likeness
	r, err := s.find(req.workspace, req.id)
	if err != nil {
		return result{}, err
	}
	if apiErr := rejected(likeness.at("single", r.id-FirstID)); apiErr != nil {
		return result{}, apiErr
	}
	return result{status: http.StatusOK, body: map[string]any{"data": s.single(r, req.now)}}, nil
}

package tigertrust

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Certificate is a managed certificate as an answer of the API tells it
// (reference, "List Certificates" and "Get Certificate"). The two show
// different fields; a nil field is one that the answer did not tell. The
// settings at the end are documented for requests only, some servers echo
// them.
type Certificate struct {
	ID                      ID        `json:"id"`
	CommonName              *string   `json:"commonName"`
	SubjectAlternativeNames *[]string `json:"subjectAlternativeNames"`
	Issuer                  *string   `json:"issuer"`
	SerialNumber            *string   `json:"serialNumber"`
	Fingerprint             *string   `json:"fingerprint"`
	ValidFrom               *Time     `json:"validFrom"`
	ValidTo                 *Time     `json:"validTo"`
	KeyType                 *string   `json:"keyType"`
	KeySize                 *int64    `json:"keySize"`
	Status                  *Status   `json:"status"`
	RenewalStatus           *string   `json:"renewalStatus"`
	CertificateAuthorityID  *ID       `json:"certificateAuthorityId"`
	CreatedAt               *Time     `json:"createdAt"`

	CertificatePEM *string     `json:"certificate"`
	ChainPEM       *string     `json:"chain"`
	Locations      *[]Location `json:"locations"`

	AutoRenew            *bool     `json:"autoRenew"`
	RenewalThresholdDays *int64    `json:"renewalThresholdDays"`
	DeploymentTargets    *[]string `json:"deploymentTargets"`
}

// Issued reports that the answer holds the certificate itself. List items
// never do.
func (c *Certificate) Issued() bool { return c.CertificatePEM != nil && *c.CertificatePEM != "" }

// HasStatus reports that the answer tells this status.
func (c *Certificate) HasStatus(status Status) bool { return c.Status != nil && *c.Status == status }

// Location is where an agent has put a certificate.
type Location struct {
	AgentID       *string `json:"agentId"`
	Hostname      *string `json:"hostname"`
	Path          *string `json:"path"`
	HasPrivateKey *bool   `json:"hasPrivateKey"`
}

// Status is where a certificate stands in its life. Others than the
// documented ones are carried as they are.
type Status string

// The statuses that the reference documents.
const (
	StatusActive   Status = "active"
	StatusExpiring Status = "expiring"
	StatusExpired  Status = "expired"
	StatusRevoked  Status = "revoked"
)

// IssuanceFailed reports that no certificate will come of the request. The
// reference does not document such a status; these are the usual words.
func (s Status) IssuanceFailed() bool { return hasFailed(string(s)) }

// RenewalFailed reports that a renewal status says so, in the same words.
func (c *Certificate) RenewalFailed() bool {
	return c.RenewalStatus != nil && hasFailed(*c.RenewalStatus)
}

func hasFailed(status string) bool {
	switch status {
	case "failed", "error", "rejected", "denied", "canceled", "cancelled":
		return true
	default:
		return false
	}
}

// Certificate returns one certificate (GET /certificates/:id). The error is
// [ErrCertificateNotFound] when there is none.
func (c *Client) Certificate(ctx context.Context, id ID) (*Certificate, error) {
	return c.fetchCertificate(ctx, call{method: http.MethodGet, path: []string{"certificates", segment(id)}})
}

// CertificateOrder is the body of [Client.CreateCertificate]. Nil fields are
// left out.
type CertificateOrder struct {
	CommonName              string    `json:"commonName"`
	SubjectAlternativeNames *[]string `json:"subjectAlternativeNames,omitempty"`
	CertificateAuthorityID  *ID       `json:"certificateAuthorityId,omitempty"`
	KeyType                 *string   `json:"keyType,omitempty"`
	KeySize                 *int64    `json:"keySize,omitempty"`
	ValidityDays            *int64    `json:"validityDays,omitempty"`
	AutoRenew               *bool     `json:"autoRenew,omitempty"`
	RenewalThresholdDays    *int64    `json:"renewalThresholdDays,omitempty"`
}

// CreateCertificate orders a certificate (POST /certificates), and waits for
// the answer as long as timeout. The answer may come before the certificate is
// issued. An [*UnreadableResponseError] or a lost connection leaves open whether
// it was ordered.
func (c *Client) CreateCertificate(ctx context.Context, order CertificateOrder, timeout time.Duration) (*Certificate, error) {
	return c.fetchCertificate(ctx, call{
		method:  http.MethodPost,
		path:    []string{"certificates"},
		body:    order,
		timeout: timeout,
	})
}

// CertificateSettings is the body of [Client.UpdateCertificate]. Nil fields
// are left out.
type CertificateSettings struct {
	AutoRenew            *bool     `json:"autoRenew,omitempty"`
	RenewalThresholdDays *int64    `json:"renewalThresholdDays,omitempty"`
	DeploymentTargets    *[]string `json:"deploymentTargets,omitempty"`
}

// UpdateCertificate changes the settings of a certificate (PUT
// /certificates/:id). What the answer tells is not documented, so it is not
// read.
func (c *Client) UpdateCertificate(ctx context.Context, id ID, settings CertificateSettings) error {
	defer c.onWrite(id)
	return c.send(ctx, call{
		method: http.MethodPut,
		path:   []string{"certificates", segment(id)},
		body:   settings,
	}, nil)
}

// fetchCertificate refuses an answer without a usable id. What a POST answers
// is not documented and what it did is done, so there the id is enough.
func (c *Client) fetchCertificate(ctx context.Context, call call) (*Certificate, error) {
	data, err := fetchOne[json.RawMessage](ctx, c, call)
	if err != nil {
		return nil, err
	}
	var identified struct {
		ID ID `json:"id"`
	}
	if err := json.Unmarshal(*data, &identified); err != nil {
		return nil, c.unreadable(err)
	}
	if identified.ID < 1 {
		return nil, c.unreadable(errNoID)
	}
	var certificate Certificate
	if err := json.Unmarshal(*data, &certificate); err != nil {
		if call.method == http.MethodPost {
			return &Certificate{ID: identified.ID}, nil
		}
		return nil, c.unreadable(err)
	}
	return &certificate, nil
}

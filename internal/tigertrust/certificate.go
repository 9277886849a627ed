package tigertrust

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Certificate is a managed certificate as returned by the API (reference, "List
// Certificates" and "Get Certificate", which return different fields). A field
// that the response does not contain is nil.
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
	CertificateAuthorityID  *CAID     `json:"certificateAuthorityId"`
	CreatedAt               *Time     `json:"createdAt"`

	CertificatePEM *PEM        `json:"certificate"`
	ChainPEM       *PEM        `json:"chain"`
	Locations      *[]Location `json:"locations"`

	// The reference documents these settings for requests only. Some servers return
	// them.
	AutoRenew            *bool     `json:"autoRenew"`
	RenewalThresholdDays *int64    `json:"renewalThresholdDays"`
	DeploymentTargets    *[]string `json:"deploymentTargets"`

	// Unreadable contains the names of fields whose values have the wrong type.
	// These fields are nil.
	Unreadable []string `json:"-"`
}

// UnmarshalJSON reads every field that can be read.
func (c *Certificate) UnmarshalJSON(raw []byte) (err error) {
	type fields Certificate
	c.Unreadable, err = decodeFields(raw, (*fields)(c))
	return err
}

// Issued reports whether the response contains the PEM of the certificate. List
// items never contain it.
func (c *Certificate) Issued() bool { return c.CertificatePEM != nil && *c.CertificatePEM != "" }

// HasStatus reports whether the response contains this status.
func (c *Certificate) HasStatus(status Status) bool { return c.Status != nil && *c.Status == status }

// Location is where an agent has installed a certificate (reference, "Get
// Certificate").
type Location struct {
	AgentID       *string `json:"agentId"`
	Hostname      *string `json:"hostname"`
	Path          *string `json:"path"`
	HasPrivateKey *bool   `json:"hasPrivateKey"`
}

// UnmarshalJSON reads every field that can be read.
func (l *Location) UnmarshalJSON(raw []byte) error {
	type fields Location
	_, err := decodeFields(raw, (*fields)(l))
	return err
}

// Status is the status of a certificate.
type Status string

// The statuses of the reference ("List Certificates").
const (
	StatusActive   Status = "active"
	StatusExpiring Status = "expiring"
	StatusExpired  Status = "expired"
	StatusRevoked  Status = "revoked"
)

// Statuses returns all statuses of the reference, in its order.
func Statuses() []Status {
	return []Status{StatusActive, StatusExpiring, StatusExpired, StatusRevoked}
}

// UnmarshalJSON reads the statuses of the reference in any letter case. It keeps
// other values unchanged.
func (s *Status) UnmarshalJSON(raw []byte) error {
	if err := json.Unmarshal(raw, (*string)(s)); err != nil {
		return err
	}
	for _, documented := range Statuses() {
		if strings.EqualFold(string(*s), string(documented)) {
			*s = documented
		}
	}
	return nil
}

// IssuanceFailed reports whether the certificate will never be issued. The
// reference does not document such a status, so common words are recognized.
func (s Status) IssuanceFailed() bool { return hasFailed(string(s)) }

// RenewalFailed reports whether the renewal status contains one of the words that
// [Status.IssuanceFailed] recognizes.
func (c *Certificate) RenewalFailed() bool {
	return c.RenewalStatus != nil && hasFailed(*c.RenewalStatus)
}

func hasFailed(status string) bool {
	switch strings.ToLower(status) {
	case "failed", "error", "rejected", "denied", "canceled", "cancelled":
		return true
	default:
		return false
	}
}

// Certificate returns one certificate (GET /certificates/:id). The error is
// [ErrCertificateNotFound] if it does not exist, an [*OtherCertificateError] if the
// response contains another one, and an [*UnreadableResponseError] if its status or
// its PEM cannot be read: a plan would miss a revocation or a renewal.
func (c *Client) Certificate(ctx context.Context, id ID) (*Certificate, error) {
	certificate, err := c.fetchCertificate(ctx, call{method: http.MethodGet, path: []string{"certificates", string(id)}, about: id})
	if err != nil {
		return nil, err
	}
	for _, field := range []string{"status", "certificate", "chain"} {
		if slices.Contains(certificate.Unreadable, field) {
			return nil, c.unreadable(fmt.Errorf("the %q of certificate %s is not a text", field, id))
		}
	}
	return certificate, nil
}

// CertificateOrder is the body of [Client.CreateCertificate] (reference, "Create
// Certificate"). Nil fields are not sent. KeySize is in bits.
type CertificateOrder struct {
	CommonName              string    `json:"commonName"`
	SubjectAlternativeNames *[]string `json:"subjectAlternativeNames,omitempty"`
	CertificateAuthorityID  *CAID     `json:"certificateAuthorityId,omitempty"`
	KeyType                 *string   `json:"keyType,omitempty"`
	KeySize                 *int64    `json:"keySize,omitempty"`
	ValidityDays            *int64    `json:"validityDays,omitempty"`
	AutoRenew               *bool     `json:"autoRenew,omitempty"`
	RenewalThresholdDays    *int64    `json:"renewalThresholdDays,omitempty"`
}

// CreateCertificate orders a certificate (POST /certificates). The response may
// arrive before the certificate is issued. Each attempt may take as long as
// timeout, or the client's request timeout if that is zero. The error is
// [ErrCANotConfigured] if the CA is not set up; [IsOutcomeUnknown] reports whether
// the certificate may have been ordered.
func (c *Client) CreateCertificate(ctx context.Context, order CertificateOrder, timeout time.Duration) (*Certificate, error) {
	return c.fetchCertificate(ctx, call{
		method:  http.MethodPost,
		path:    []string{"certificates"},
		body:    order,
		timeout: timeout,
	})
}

// CertificateSettings is the body of [Client.UpdateCertificate] (reference,
// "Update Certificate"). Nil fields are not sent.
type CertificateSettings struct {
	AutoRenew            *bool     `json:"autoRenew,omitempty"`
	RenewalThresholdDays *int64    `json:"renewalThresholdDays,omitempty"`
	DeploymentTargets    *[]string `json:"deploymentTargets,omitempty"`
}

// UpdateCertificate changes the settings of a certificate (PUT
// /certificates/:id). The reference does not document the response, so it may
// contain anything but another certificate. The error is [ErrCertificateNotFound]
// if there is no such certificate.
func (c *Client) UpdateCertificate(ctx context.Context, id ID, settings CertificateSettings) error {
	defer c.onWrite(id)
	return c.send(ctx, call{
		method: http.MethodPut,
		path:   []string{"certificates", string(id)},
		body:   settings,
		about:  id,
	}, nil)
}

// fetchCertificate returns the certificate in the response, which must contain
// its id. Other fields that cannot be read are absent.
func (c *Client) fetchCertificate(ctx context.Context, call call) (*Certificate, error) {
	data, err := fetchOne[json.RawMessage](ctx, c, call)
	if err != nil {
		return nil, err
	}
	var certificate Certificate
	if err := json.Unmarshal(*data, &certificate); err != nil {
		return nil, c.unreadable(err)
	}
	if certificate.ID == "" {
		return nil, c.unreadable(noID(*data))
	}
	if err := c.checkSubject(call, *data); err != nil {
		return nil, err
	}
	c.onUnreadable(ctx, certificate.ID, certificate.Unreadable)
	return &certificate, nil
}

// noID returns why a certificate has no id.
func noID(raw []byte) error {
	var certificate struct {
		ID ID `json:"id"`
	}
	if err := json.Unmarshal(raw, &certificate); err != nil {
		return err
	}
	return errNoID
}

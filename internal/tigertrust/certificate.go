package tigertrust

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
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

// SortField orders a list.
type SortField string

// The sort fields that the reference documents.
const (
	SortByExpiresAt  SortField = "expiresAt"
	SortByCommonName SortField = "commonName"
	SortByCreatedAt  SortField = "createdAt"
)

// CertificateQuery selects and orders certificates (reference, "List
// Certificates"). Zero fields are not sent.
type CertificateQuery struct {
	Status Status
	// Search matches common name, issuer or fingerprint.
	Search                 string
	CertificateAuthorityID ID
	SortBy                 SortField
	Descending             bool
}

func (q CertificateQuery) values() url.Values {
	values := url.Values{"limit": {strconv.Itoa(pageSize)}}
	if q.Status != "" {
		values.Set("status", string(q.Status))
	}
	if q.Search != "" {
		values.Set("search", q.Search)
	}
	if q.CertificateAuthorityID != 0 {
		values.Set("caId", segment(q.CertificateAuthorityID))
	}
	if q.SortBy != "" {
		values.Set("sortBy", string(q.SortBy))
		values.Set("sortOrder", "asc")
		if q.Descending {
			values.Set("sortOrder", "desc")
		}
	}
	return values
}

func (c *Client) certificates(query CertificateQuery) list[Certificate] {
	return list[Certificate]{
		client: c,
		path:   []string{"certificates"},
		query:  query.values(),
		id:     func(certificate Certificate) ID { return certificate.ID },
		// The API has no way to delete a certificate, but the status changes.
		loses: query.Status != "",
	}
}

// EachCertificate yields the certificates of a query one by one and asks for a
// page only when it is needed (GET /certificates). It ends after an error.
// Certificates that move between pages meanwhile can be missed.
func (c *Client) EachCertificate(ctx context.Context, query CertificateQuery) iter.Seq2[Certificate, error] {
	return c.certificates(query).each(ctx)
}

// EveryCertificate is [Client.EachCertificate] for those who must not miss one:
// where certificates have moved between pages meanwhile, it reads the list again
// and yields the others. The error is an [*UnstableListError] when the list
// never comes to rest. One that leaves the list while another one joins it can
// hide a third.
func (c *Client) EveryCertificate(ctx context.Context, query CertificateQuery) iter.Seq2[Certificate, error] {
	return c.certificates(query).every(ctx)
}

// Certificates returns all certificates of a query, however many pages they
// take (GET /certificates). A list that changes while it is read is read
// again; the error is an [*UnstableListError] when it never comes to rest.
func (c *Client) Certificates(ctx context.Context, query CertificateQuery) ([]Certificate, error) {
	return c.certificates(query).all(ctx)
}

// CertificatesUntil returns the certificates of a query ahead of the first that
// is past, and asks for no page behind that one (GET /certificates). More than a
// page of them is read again until two readings agree; the error is an
// [*UnstableListError] when they never do.
func (c *Client) CertificatesUntil(ctx context.Context, query CertificateQuery, past func(*Certificate) bool) ([]Certificate, error) {
	return c.certificates(query).until(ctx, func(certificate Certificate) bool { return past(&certificate) })
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

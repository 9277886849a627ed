package tigertrust

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// DiscoveredCertificate is a certificate that an agent or a scan found. The
// reference does not document its body: every field may be nil, and further
// fields of the server are ignored.
type DiscoveredCertificate struct {
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
	Source                  *string   `json:"source"`
	AgentID                 *string   `json:"agentId"`
	Hostname                *string   `json:"hostname"`
	Path                    *string   `json:"path"`
	Imported                *bool     `json:"imported"`
	// CertificateID is the managed certificate that it was imported as.
	CertificateID *ID `json:"certificateId"`
}

// DiscoveryQuery selects discovered certificates (reference, "List Discovered
// Certificates"). Zero fields are not sent.
type DiscoveryQuery struct {
	Imported *bool
	// Source is filesystem, kubernetes, cloud or network.
	Source  string
	AgentID string
}

func (q DiscoveryQuery) values() url.Values {
	values := url.Values{}
	if q.Imported != nil {
		values.Set("imported", strconv.FormatBool(*q.Imported))
	}
	if q.Source != "" {
		values.Set("source", q.Source)
	}
	if q.AgentID != "" {
		values.Set("agentId", q.AgentID)
	}
	return values
}

// AllDiscoveredCertificates returns all discovered certificates of a query (GET
// /discovered-certificates). The reference documents neither page nor limit
// here: page is sent only to follow an answer that has further pages.
func (c *Client) AllDiscoveredCertificates(ctx context.Context, query DiscoveryQuery) ([]DiscoveredCertificate, error) {
	return list[DiscoveredCertificate]{
		client: c,
		path:   []string{"discovered-certificates"},
		query:  query.values(),
		id:     func(discovered DiscoveredCertificate) ID { return discovered.ID },
		// A certificate leaves the list when a scan no longer finds it.
		shrinks: true,
	}.all(ctx)
}

// DiscoveryImport is the body of [Client.ImportDiscoveredCertificate]. Nil
// fields are left out.
type DiscoveryImport struct {
	AutoRenew              *bool  `json:"autoRenew,omitempty"`
	RenewalThresholdDays   *int64 `json:"renewalThresholdDays,omitempty"`
	CertificateAuthorityID *ID    `json:"certificateAuthorityId,omitempty"`
}

// ImportDiscoveredCertificate makes a discovered certificate a managed one
// (POST /discovered-certificates/:id/import) and returns it. The error is
// [ErrInvalidCertificate] when its PEM is malformed, [ErrCANotConfigured] when the
// authority is not set up. An [*UnreadableResponseError] means that it was most
// likely imported, under an id that the answer did not tell.
func (c *Client) ImportDiscoveredCertificate(ctx context.Context, id ID, body DiscoveryImport) (*Certificate, error) {
	return c.fetchCertificate(ctx, call{
		method: http.MethodPost,
		path:   []string{"discovered-certificates", segment(id), "import"},
		body:   body,
	})
}

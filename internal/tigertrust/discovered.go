package tigertrust

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// DiscoveredCertificate is a certificate that an agent or a scan has found. The
// reference does not document its fields, so any field may be nil.
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
	// CertificateID is the managed certificate that the import created.
	CertificateID *ID `json:"certificateId"`

	// Unreadable contains the names of fields whose values have the wrong type.
	// These fields are nil.
	Unreadable []string `json:"-"`
}

// UnmarshalJSON reads every field that can be read.
func (d *DiscoveredCertificate) UnmarshalJSON(raw []byte) (err error) {
	type fields DiscoveredCertificate
	d.Unreadable, err = decodeFields(raw, (*fields)(d))
	return err
}

// DiscoveryQuery filters discovered certificates (reference, "List Discovered
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
// /discovered-certificates). The reference documents neither page nor limit for
// this list, so page is only sent if a response announces more pages. Errors are
// those of [Client.AllCertificates].
func (c *Client) AllDiscoveredCertificates(ctx context.Context, query DiscoveryQuery) ([]DiscoveredCertificate, error) {
	return list[DiscoveredCertificate]{
		client: c,
		path:   []string{"discovered-certificates"},
		query:  query.values(),
		id:     func(discovered DiscoveredCertificate) ID { return discovered.ID },

		unreadable: func(discovered DiscoveredCertificate) []string { return discovered.Unreadable },
		// A certificate leaves the list when a scan no longer finds it.
		shrinks: true,
	}.all(ctx)
}

// DiscoveryImport is the body of [Client.ImportDiscoveredCertificate] (reference,
// "Import Discovered Certificate"). Nil fields are not sent.
type DiscoveryImport struct {
	AutoRenew              *bool  `json:"autoRenew,omitempty"`
	RenewalThresholdDays   *int64 `json:"renewalThresholdDays,omitempty"`
	CertificateAuthorityID *CAID  `json:"certificateAuthorityId,omitempty"`
}

// ImportDiscoveredCertificate imports a discovered certificate and returns the
// managed one (POST /discovered-certificates/:id/import). The error is
// [ErrInvalidCertificate] if its PEM is malformed, and [ErrCANotConfigured] if the
// CA is not set up. After an [*UnreadableResponseError] the certificate is most
// likely imported under an unknown id.
func (c *Client) ImportDiscoveredCertificate(ctx context.Context, id ID, body DiscoveryImport) (*Certificate, error) {
	return c.fetchCertificate(ctx, call{
		method: http.MethodPost,
		path:   []string{"discovered-certificates", string(id), "import"},
		body:   body,
	})
}

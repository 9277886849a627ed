package tigertrust

import (
	"context"
	"iter"
	"net/url"
	"strconv"
)

// SortField is the field that a list of certificates is sorted by.
type SortField string

// The sort fields of the reference ("List Certificates").
const (
	SortByExpiresAt  SortField = "expiresAt"
	SortByCommonName SortField = "commonName"
	SortByCreatedAt  SortField = "createdAt"
)

// CertificateQuery filters and sorts certificates (reference, "List
// Certificates"). Zero fields are not sent.
type CertificateQuery struct {
	Status Status
	// Search matches common name, issuer or fingerprint.
	Search string
	// CertificateAuthorityID is the CA that issued the certificates.
	CertificateAuthorityID CAID
	// SortBy is the sort field. Descending applies to it and is not sent alone.
	SortBy     SortField
	Descending bool
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
		values.Set("caId", strconv.FormatInt(int64(q.CertificateAuthorityID), 10))
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

		unreadable: func(certificate Certificate) []string { return certificate.Unreadable },
		// The API cannot delete certificates, but their status changes.
		shrinks: query.Status != "",
	}
}

// AllCertificates returns all certificates of a query (GET /certificates). It
// requests the pages in parallel, and again if the list changes meanwhile. The
// error is an [*UnstableListError] if the list changes each time, and an
// [*UnreadableResponseError] if pages contradict each other.
func (c *Client) AllCertificates(ctx context.Context, query CertificateQuery) ([]Certificate, error) {
	return c.certificates(query).all(ctx)
}

// ListCertificates yields the certificates of a query (GET /certificates). It
// requests a page when the caller has taken the page before, so a caller that
// stops early saves the other pages. A caller that reads to the end gets every
// certificate: if the list changes meanwhile, it is read again, and the
// certificates that were missing follow out of order. An error is yielded once,
// as the last element, and is one of those that [Client.AllCertificates] returns.
//
// If one certificate leaves the list while another one joins it, a third one may
// be missing. Only queries with a status are affected.
func (c *Client) ListCertificates(ctx context.Context, query CertificateQuery) iter.Seq2[Certificate, error] {
	return c.certificates(query).list(ctx)
}

// ListCertificatesUntil returns the certificates before the first one that isPast
// accepts, and requests no page after that one (GET /certificates). If they take
// more than one page, they are read until two results agree. Errors are those of
// [Client.AllCertificates].
func (c *Client) ListCertificatesUntil(ctx context.Context, query CertificateQuery, isPast func(*Certificate) bool) ([]Certificate, error) {
	return c.certificates(query).listUntil(ctx, func(certificate Certificate) bool { return isPast(&certificate) })
}

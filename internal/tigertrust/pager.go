package tigertrust

import "context"

// Pager reads a list of certificates in two steps, for callers that decide after
// page 1 whether they need the other pages. It is not safe for concurrent use.
type Pager struct {
	list  list[Certificate]
	first *page[Certificate]
}

// Pager returns a pager for a query. It sends no request.
func (c *Client) Pager(query CertificateQuery) *Pager { return &Pager{list: c.certificates(query)} }

// First returns the items of page 1 (GET /certificates).
func (p *Pager) First(ctx context.Context) ([]Certificate, error) {
	first, err := p.list.fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	p.first = first
	return first.Data, nil
}

// TotalPages returns the number of pages that page 1 announces, and whether it
// announces one. Call [Pager.First] first.
func (p *Pager) TotalPages() (pages int, known bool) {
	known = p.first.Pagination.Total != nil || p.first.isLast(1, len(p.first.Data))
	return p.first.totalPages(), known
}

// Rest returns the items of all pages after page 1, in the server's order. Call
// [Pager.First] first. If the list changes in the meantime, items may be missing
// or appear twice.
func (p *Pager) Rest(ctx context.Context) ([]Certificate, error) {
	pages, err := p.list.fetchRest(ctx, p.first)
	if err != nil {
		return nil, err
	}
	var items []Certificate
	for _, page := range pages[1:] {
		items = append(items, page.Data...)
	}
	return items, nil
}

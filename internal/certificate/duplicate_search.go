package certificate

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certname"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// searchAgain looks for duplicates once more after the wait for the issuance. The
// list may lag behind: if it contains this certificate, it contains all older ones.
// If nothing else requires the list, it leaves the search to the next refresh.
func (o *order) searchAgain(ctx context.Context, held lifecycle.Certificate) {
	if o.adopted != nil || o.sent.Requests == 1 && held.Model.IsComplete() {
		return
	}
	// An order for the same names that is in flight is no duplicate.
	unlock, err := o.session.Lock(ctx, o.plan.Names().Key())
	if err != nil {
		return
	}
	defer unlock()
	if o.sent.Requests > 1 {
		o.addDuplicates(o.findSecond(ctx)...)
	}
	since := o.session.Now().Add(-duplicateAge)
	for item, err := range o.named(ctx, o.plan) {
		switch {
		case err != nil:
			o.item = nil
			return
		case item.ID == held.ID:
			o.item = &item
		case item.CreatedAt != nil && item.CreatedAt.Before(since):
			return
		case o.mayBeDuplicate(o.plan, &item, since):
			o.addDuplicates(item)
		}
	}
}

// findSecond returns the live certificates that the other one of two requests may
// have produced.
func (o *order) findSecond(ctx context.Context) []tigertrust.Certificate {
	found, _, err := o.find(ctx)
	var granted *grantedError
	if errors.As(err, &granted) {
		found = granted.certificates
	}
	return slices.DeleteFunc(found, func(c tigertrust.Certificate) bool { return !lifecycle.IsLive(&c) })
}

// addDuplicates adds certificates to the duplicates of the order.
func (o *order) addDuplicates(items ...tigertrust.Certificate) {
	for _, item := range items {
		if !slices.ContainsFunc(o.duplicates, func(c tigertrust.Certificate) bool { return c.ID == item.ID }) {
			o.duplicates = append(o.duplicates, item)
		}
	}
}

// pendingDuplicates returns the duplicates that the next refreshes mention, and when
// the certificate was ordered or adopted if the next refresh must search for
// others.
func (o *order) pendingDuplicates(orderedAt time.Time) (duplicates []tigertrust.ID, searchedAt int64) {
	for _, duplicate := range o.duplicates {
		isNew := duplicate.CreatedAt == nil || orderedAt.Sub(duplicate.CreatedAt.Time) <= duplicateAge
		if isNew {
			duplicates = append(duplicates, duplicate.ID)
		}
	}
	isCurrent := o.adopted == nil && o.item != nil && o.sent.Requests == 1 ||
		o.adopted != nil && orderedAt.Sub(o.session.StartedAt) >= listLag
	if !isCurrent {
		searchedAt = orderedAt.Unix()
	}
	return duplicates, searchedAt
}

// refreshDuplicates searches for duplicates if a search is pending, removes those
// that nobody has to act on any more, and returns a warning about the others. A
// search that fails stays pending. isOrdered is false for an adopted certificate.
func (r *certificateResource) refreshDuplicates(ctx context.Context, state *resourceModel, isOrdered bool, pending *pendingWork) diag.Diagnostics {
	if pending.SearchedAt != 0 {
		r.searchPending(ctx, state, isOrdered, pending)
	}
	var duplicates []tigertrust.Certificate
	for _, id := range pending.Duplicates {
		current, err := r.session.SharedCertificate(ctx, id)
		if err != nil {
			current = &tigertrust.Certificate{ID: id}
		}
		if errors.Is(err, tigertrust.ErrCertificateNotFound) || !lifecycle.IsLive(current) {
			continue
		}
		if !r.session.IsManagedInState(ctx, id) {
			duplicates = append(duplicates, *current)
		}
	}
	pending.Duplicates = nil
	for _, duplicate := range duplicates {
		pending.Duplicates = append(pending.Duplicates, duplicate.ID)
	}
	return r.duplicateWarning(state, duplicates)
}

// searchPending adds the duplicates that an earlier search could not find, because
// the list did not contain them yet. The search ends when the list contains the
// certificate itself, which is newer, or after a day.
func (r *certificateResource) searchPending(ctx context.Context, state *resourceModel, isOrdered bool, pending *pendingWork) {
	orderedAt, now := time.Unix(pending.SearchedAt, 0), r.session.Now()
	items, _, err := r.listNamed(ctx, state)
	if err != nil {
		return
	}
	var found []tigertrust.Certificate
	var own *tigertrust.Certificate
	for _, item := range items {
		if item.ID == state.certificateID() {
			own = &item
		} else if r.mayBeDuplicate(state, &item, orderedAt.Add(-duplicateAge)) {
			found = append(found, item)
		}
	}
	// A later order for the same names is one of its own. An adopted certificate may
	// be older than its duplicates.
	const inFlight = 2 * time.Minute
	latest := orderedAt.Add(inFlight)
	if isOrdered && own != nil && own.CreatedAt != nil {
		latest = own.CreatedAt.Add(inFlight)
	}
	for _, item := range found {
		if !item.CreatedAt.After(latest) && !slices.Contains(pending.Duplicates, item.ID) {
			pending.Duplicates = append(pending.Duplicates, item.ID)
		}
	}
	isCurrent := own != nil && now.Sub(orderedAt) >= listLag
	if isCurrent || now.Sub(orderedAt) > duplicateAge {
		pending.SearchedAt = 0
	}
}

// listNamed returns the certificates with the common name of the model, from the
// list if that takes fewer requests than a search. It reports whether they are
// current: the list may be some minutes old.
func (r *certificateResource) listNamed(ctx context.Context, m *resourceModel) (items []tigertrust.Certificate, isCurrent bool, err error) {
	listed, isListed := r.session.ListedCertificates(ctx)
	if !isListed {
		items, err = r.searchNamed(ctx, m)
		return items, true, err
	}
	name := certname.Canonical(m.CommonName.ValueString())
	for _, item := range listed {
		if item.CommonName == nil || certname.Canonical(*item.CommonName) == name {
			items = append(items, *item)
		}
	}
	return items, false, nil
}

// searchNamed returns the certificates that a search for the common name of the
// model finds, newest first.
func (r *certificateResource) searchNamed(ctx context.Context, m *resourceModel) ([]tigertrust.Certificate, error) {
	var items []tigertrust.Certificate
	for item, err := range r.named(ctx, m) {
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// Package query streams the results of list resources, for terraform query.
package query

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// ConcurrentReads is the number of certificates that are read concurrently:
// Terraform's default parallelism.
const ConcurrentReads = 10

// Run is a query over items. It takes only as many items as the limit requires.
type Run[T any] struct {
	Request list.ListRequest
	// Items are the items of the list. An error is the last one.
	Items iter.Seq2[T, error]
	// ListError returns the diagnostic for the error of the list.
	ListError func(error) diag.Diagnostic
	// Selects reports whether an item may be a result. Nil selects every item.
	Selects func(*T) bool
	// IsRead is true if results need requests, which are then sent concurrently.
	IsRead bool
	// Result returns the result for an item, or nil if it is none. It is called
	// concurrently if IsRead is true.
	Result func(context.Context, *T) *list.ListResult
	// Warnings returns what remains to be reported after the last result. It may
	// be nil.
	Warnings func() diag.Diagnostics

	// remaining is the number of results left until the limit.
	remaining int64
	// batch contains items whose results are not pushed yet.
	batch []T
}

// Results returns the results.
func (r *Run[T]) Results(ctx context.Context) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		r.remaining = math.MaxInt64
		if r.Request.Limit > 0 {
			r.remaining = r.Request.Limit
		}
		if !r.push(ctx, push) || r.Warnings == nil {
			return
		}
		if warnings := r.Warnings(); len(warnings) > 0 {
			push(list.ListResult{Diagnostics: warnings})
		}
	}
}

// push pushes the results of all items, or as many as the limit allows. It reports
// whether the query succeeded and more can be pushed.
func (r *Run[T]) push(ctx context.Context, push func(list.ListResult) bool) bool {
	for item, err := range r.Items {
		if err != nil {
			if r.flush(ctx, push) && r.remaining > 0 {
				push(list.ListResult{Diagnostics: diag.Diagnostics{r.ListError(err)}})
			}
			return false
		}
		if r.Selects != nil && !r.Selects(&item) {
			continue
		}
		r.batch = append(r.batch, item)
		if !r.isFull() {
			continue
		}
		if !r.flush(ctx, push) {
			return false
		}
		if r.remaining == 0 {
			return true
		}
	}
	return r.flush(ctx, push)
}

// isFull reports whether the batch is to be flushed. Only results that need a
// read are collected.
func (r *Run[T]) isFull() bool {
	return !r.IsRead || int64(len(r.batch)) == min(ConcurrentReads, r.remaining)
}

// flush pushes the results of the batch. It reports whether more can be pushed:
// no result has failed, and Terraform has not ended the query.
func (r *Run[T]) flush(ctx context.Context, push func(list.ListResult) bool) bool {
	results := make([]*list.ListResult, len(r.batch))
	var reads sync.WaitGroup
	for i := range r.batch {
		reads.Go(func() { results[i] = r.Result(ctx, &r.batch[i]) })
	}
	reads.Wait()
	r.batch = r.batch[:0]
	for _, result := range results {
		if result == nil {
			continue
		}
		if !push(*result) || result.Diagnostics.HasError() {
			return false
		}
		if result.Identity != nil {
			r.remaining--
		}
	}
	return true
}

// Unreadable returns the result for a certificate that the list contains and that
// cannot be read: a warning if it cannot be found, or else an error.
func Unreadable(c lifecycle.Certificate, err error) *list.ListResult {
	problem := apidiag.Error("Could not read "+c.Label(), err, nil)
	if errors.Is(err, tigertrust.ErrCertificateNotFound) {
		problem = diag.NewWarningDiagnostic("Listed certificate not found",
			c.Title()+" is in the list, but TigerTrust cannot find it, so the query omits it. If it was ordered a moment ago, repeat the query later.\n\n"+apidiag.Detail(err))
	}
	return &list.ListResult{Diagnostics: diag.Diagnostics{problem}}
}

// DisplayName returns the name of the certificate and the expiry.
func DisplayName(c lifecycle.Certificate, now time.Time) string {
	name := c.Model.PrimaryName().ValueString()
	if name == "" {
		name = c.Label()
	}
	validTo, diags := c.Model.ValidTo.ValueRFC3339Time()
	if c.Model.ValidTo.IsNull() || diags.HasError() {
		return name
	}
	verb := "expires"
	if validTo.Before(now) {
		verb = "expired"
	}
	return fmt.Sprintf("%s (%s %s)", name, verb, validTo.Format(time.DateOnly))
}

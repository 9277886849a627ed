package certificate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// concurrentReads is the number of certificates that a query with
// -generate-config-out reads concurrently: Terraform's default parallelism.
const concurrentReads = 10

var _ list.ListResourceWithConfigure = (*listResource)(nil)

type listResource struct {
	session *session.Session
}

// NewListResource returns the list resource tigertrust_certificate, for
// terraform query.
func NewListResource() list.ListResource { return &listResource{} }

// queryModel is the configuration of a query.
type queryModel struct {
	Status                 types.String `tfsdk:"status"`
	Search                 types.String `tfsdk:"search"`
	CertificateAuthorityID types.Int64  `tfsdk:"certificate_authority_id"`
	KeyType                types.String `tfsdk:"key_type"`
}

func (l *listResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_certificate"
}

func (l *listResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (l *listResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds certificates for `terraform query`, oldest first. With `-generate-config-out`, Terraform writes the configuration that imports them. " +
			"Excludes failed orders and, unless `status` is `revoked`, revoked certificates, because Terraform cannot manage them.",
		Attributes: map[string]schema.Attribute{
			"status": schema.StringAttribute{
				MarkdownDescription: "Only certificates with this status: `active`, `expiring`, `expired` or `revoked`. Defaults to every status except `revoked`.",
				Optional:            true,
				Validators:          []validator.String{statusValidator},
			},
			"search": schema.StringAttribute{
				MarkdownDescription: describeSearch,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"certificate_authority_id": schema.Int64Attribute{
				MarkdownDescription: describeCAFilter,
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"key_type": schema.StringAttribute{
				MarkdownDescription: describeKeyTypeFilter,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		},
	}
}

// query returns the filters that the API supports, oldest first: certificates
// that are ordered during the query are appended and do not move others to
// another page.
func (m *queryModel) query() tigertrust.CertificateQuery {
	return tigertrust.CertificateQuery{
		Status:                 tigertrust.Status(m.Status.ValueString()),
		Search:                 m.Search.ValueString(),
		CertificateAuthorityID: tigertrust.CAID(m.CertificateAuthorityID.ValueInt64()),
		SortBy:                 tigertrust.SortByCreatedAt,
	}
}

// selects reports whether a certificate is a result of the query.
func (m *queryModel) selects(model *certmodel.Model) bool {
	return (!model.IsRevoked() || m.Status.ValueString() == string(tigertrust.StatusRevoked)) &&
		!tigertrust.Status(model.Status.ValueString()).IssuanceFailed() &&
		(m.KeyType.IsNull() || certmodel.EqualKeyTypes(m.KeyType, model.KeyType))
}

// List streams the results of a query. It only requests as many pages as the limit
// requires.
func (l *listResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config queryModel
	if diags := req.Config.Get(ctx, &config); diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	run := queryRun{session: l.session, query: &config, request: req, remaining: math.MaxInt64}
	if req.Limit > 0 {
		run.remaining = req.Limit
	}
	stream.Results = func(push func(list.ListResult) bool) { run.push(ctx, push) }
}

// queryRun is the state of a running query.
type queryRun struct {
	session *session.Session
	query   *queryModel
	request list.ListRequest
	// remaining is the number of results left until the limit.
	remaining int64
	// batch contains list items that are not pushed yet.
	batch []tigertrust.Certificate
}

// push pushes all results, or as many as the limit allows.
func (q *queryRun) push(ctx context.Context, push func(list.ListResult) bool) {
	for item, err := range q.session.ListCertificates(ctx, q.query.query()) {
		if err != nil {
			if q.flush(ctx, push) {
				push(list.ListResult{Diagnostics: diag.Diagnostics{apidiag.Error("Could not list the certificates", err, nil)}})
			}
			return
		}
		if !q.query.selects(certmodel.FromAPI(&item)) {
			continue
		}
		q.batch = append(q.batch, item)
		if q.isFull() && !q.flush(ctx, push) {
			return
		}
	}
	q.flush(ctx, push)
}

// isFull reports whether the batch is to be flushed. Only results that need a
// read are collected.
func (q *queryRun) isFull() bool {
	return !q.request.IncludeResource || int64(len(q.batch)) == min(concurrentReads, q.remaining)
}

// flush pushes the results of the batch, and reports whether to continue.
func (q *queryRun) flush(ctx context.Context, push func(list.ListResult) bool) bool {
	results := make([]*list.ListResult, len(q.batch))
	var reads sync.WaitGroup
	for i := range q.batch {
		reads.Go(func() { results[i] = q.result(ctx, &q.batch[i]) })
	}
	reads.Wait()
	q.batch = q.batch[:0]
	for _, result := range results {
		if result == nil {
			continue
		}
		if !push(*result) || result.Diagnostics.HasError() {
			return false
		}
		if result.Identity != nil {
			q.remaining--
		}
	}
	return q.remaining > 0
}

// result returns the result for a list item, or nil if the certificate no longer
// matches the query.
func (q *queryRun) result(ctx context.Context, item *tigertrust.Certificate) *list.ListResult {
	result := q.request.NewListResult(ctx)
	listed := certmodel.FromAPI(item)
	certificate := lifecycle.Certificate{Session: q.session, ID: item.ID, Model: listed}
	if q.request.IncludeResource {
		response, err := q.session.Certificate(ctx, item.ID)
		switch {
		case errors.Is(err, tigertrust.ErrCertificateNotFound):
			return &list.ListResult{Diagnostics: diag.Diagnostics{diag.NewWarningDiagnostic("Listed certificate not found",
				certificate.Title()+" is in the list, but TigerTrust cannot find it, so the query omits it. If it was ordered a moment ago, repeat the query later.\n\n"+apidiag.Detail(err))}}
		case err != nil:
			return &list.ListResult{Diagnostics: diag.Diagnostics{apidiag.Error("Could not read "+certificate.Label(), err, nil)}}
		}
		model := certmodel.FromAPI(response)
		current := *listed
		if current.Merge(model, certmodel.Overwrite); !q.query.selects(&current) {
			return nil
		}
		if response.Issued() {
			model.CompleteFrom(listed)
		}
		result.Diagnostics.Append(setQueryResult(ctx, result.Resource, item.ID, model)...)
	}
	result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("id"), item.ID)...)
	result.DisplayName = displayName(certificate, q.session.Now())
	return &result
}

// displayName returns the name of the certificate and the expiry.
func displayName(c lifecycle.Certificate, now time.Time) string {
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

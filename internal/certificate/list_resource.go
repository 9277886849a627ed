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

// readsAtOnce is how many certificates are read at a time where a query wants
// them whole. It is how many Terraform itself would read.
const readsAtOnce = 10

var _ list.ListResourceWithConfigure = (*listResource)(nil)

type listResource struct {
	session *session.Session
}

// NewListResource returns the list resource tigertrust_certificate, which
// terraform query finds certificates with.
func NewListResource() list.ListResource { return &listResource{} }

// queryModel is what a query asks for.
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
		MarkdownDescription: "Finds certificates for `terraform query`, the oldest first, and with `-generate-config-out` writes the configuration that imports them. " +
			"Orders that failed are left out, and so are revoked certificates unless `status` asks for them: neither can be managed any more.",
		Attributes: map[string]schema.Attribute{
			"status": schema.StringAttribute{
				MarkdownDescription: "Only certificates with this status: `active`, `expiring`, `expired` or `revoked`. Default: every status but `revoked`.",
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

// query asks for the oldest first: what is ordered meanwhile comes at the end,
// and moves nothing between the pages.
func (m *queryModel) query() tigertrust.CertificateQuery {
	return tigertrust.CertificateQuery{
		Status:                 tigertrust.Status(m.Status.ValueString()),
		Search:                 m.Search.ValueString(),
		CertificateAuthorityID: tigertrust.ID(m.CertificateAuthorityID.ValueInt64()),
		SortBy:                 tigertrust.SortByCreatedAt,
	}
}

// selects tells what the query is about among what the API lists.
func (m *queryModel) selects(told *certmodel.Model) bool {
	return (!told.IsRevoked() || m.Status.ValueString() == string(tigertrust.StatusRevoked)) &&
		!tigertrust.Status(told.Status.ValueString()).IssuanceFailed() &&
		(m.KeyType.IsNull() || certmodel.EqualKeyTypes(m.KeyType, told.KeyType))
}

// List streams what the query finds. It asks for no page that the limit does
// not need.
func (l *listResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config queryModel
	if diags := req.Config.Get(ctx, &config); diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	found := queryRun{session: l.session, query: &config, request: req, left: math.MaxInt64}
	if req.Limit > 0 {
		found.left = req.Limit
	}
	stream.Results = func(push func(list.ListResult) bool) { found.push(ctx, push) }
}

// queryRun is one query under way.
type queryRun struct {
	session *session.Session
	query   *queryModel
	request list.ListRequest
	// left is how many results Terraform still wants.
	left int64
	// batch are list items that no result has been made of yet.
	batch []tigertrust.Certificate
}

func (f *queryRun) push(ctx context.Context, push func(list.ListResult) bool) {
	for item, err := range f.session.ListCertificates(ctx, f.query.query()) {
		if err != nil {
			if f.flush(ctx, push) {
				push(list.ListResult{Diagnostics: diag.Diagnostics{apidiag.Error("Could not list the certificates", err, nil)}})
			}
			return
		}
		if !f.query.selects(certmodel.FromAPI(&item)) {
			continue
		}
		f.batch = append(f.batch, item)
		if f.isFull() && !f.flush(ctx, push) {
			return
		}
	}
	f.flush(ctx, push)
}

// isFull reports that it is time to make results. A list item alone need not
// wait for others.
func (f *queryRun) isFull() bool {
	return !f.request.IncludeResource || int64(len(f.batch)) == min(readsAtOnce, f.left)
}

// flush makes results of the batch, and reports whether more are wanted.
func (f *queryRun) flush(ctx context.Context, push func(list.ListResult) bool) bool {
	results := make([]*list.ListResult, len(f.batch))
	var reads sync.WaitGroup
	for i := range f.batch {
		reads.Go(func() { results[i] = f.result(ctx, &f.batch[i]) })
	}
	reads.Wait()
	f.batch = f.batch[:0]
	for _, result := range results {
		if result == nil {
			continue
		}
		if !push(*result) || result.Diagnostics.HasError() {
			return false
		}
		if result.Identity != nil {
			f.left--
		}
	}
	return f.left > 0
}

// result returns what Terraform gets of a list item, nil for one that the query
// is not about any more.
func (f *queryRun) result(ctx context.Context, item *tigertrust.Certificate) *list.ListResult {
	result := f.request.NewListResult(ctx)
	listed := certmodel.FromAPI(item)
	held := lifecycle.Certificate{Session: f.session, ID: item.ID, Model: listed}
	if f.request.IncludeResource {
		answer, err := f.session.Certificate(ctx, item.ID)
		switch {
		case errors.Is(err, tigertrust.ErrCertificateNotFound):
			return &list.ListResult{Diagnostics: diag.Diagnostics{diag.NewWarningDiagnostic(held.Title()+" is listed, but not found",
				"It is left out. If it was ordered a moment ago, query again later.\n\n"+apidiag.Detail(err))}}
		case err != nil:
			return &list.ListResult{Diagnostics: diag.Diagnostics{apidiag.Error("Could not read "+held.Label(), err, nil)}}
		}
		facts := certmodel.FromAPI(answer)
		current := *listed
		if current.Merge(facts, certmodel.Overwrite); !f.query.selects(&current) {
			return nil
		}
		if answer.Issued() {
			facts.CompleteFrom(item)
		}
		result.Diagnostics.Append(setQueryResult(ctx, result.Resource, item.ID, facts)...)
	}
	result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("id"), int64(item.ID))...)
	result.DisplayName = displayName(held, f.session.Now())
	return &result
}

// displayName is the common name and the expiry.
func displayName(c lifecycle.Certificate, now time.Time) string {
	name := c.Model.CommonName.ValueString()
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

package discovery

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/managed"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/privatestate"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/timelimit"
)

// Create imports the discovered certificate, or adopts the certificate that it
// was imported as earlier. Once the API has said that it is imported nothing is
// an error: Terraform taints what a failed Create leaves behind.
func (r *importResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	duration, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	limit := timelimit.From(r.client.Now(), "timeouts.create", duration)
	ctx, cancel := limit.Context(ctx)
	defer cancel()

	held, isComplete, diags := r.imported(ctx, &plan, limit.Deadline)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.client.NoteTaken(held.ID)
	r.client.Claim(held.ID)
	plan.CertificateID = types.Int64Value(int64(held.ID))
	plan.Take(held.Facts, managed.WhereUnknown)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("discovered_certificate_id"), plan.DiscoveredCertificateID)...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, managed.RecordKey, held.Record.SeenNow(r.client))...)
	resp.Diagnostics.Append(privatestate.Store(ctx, resp.Private, managed.OwedKey, managed.Owed{Completion: !isComplete})...)
}

// imported returns the certificate that the discovered one is now, and whether
// all is known of it.
func (r *importResource) imported(ctx context.Context, plan *resourceModel, deadline time.Time) (managed.Certificate, bool, diag.Diagnostics) {
	answer, err := r.importOrFind(ctx, plan, deadline)
	if err != nil {
		return r.adopt(ctx, plan, err)
	}
	held := managed.Certificate{Client: r.client, ID: answer.ID, Facts: managed.AnswerFacts(answer), Record: managed.Record{}.Noting(answer)}
	var diags diag.Diagnostics
	if !answer.Issued() {
		current, err := r.client.Certificate(ctx, answer.ID)
		if err != nil {
			diags.AddWarning(fmt.Sprintf("Certificate %d was imported, but could not be read", answer.ID),
				apidiag.Detail(err)+"\n\nIt is in the state. The next plan or apply reads it.")
			return held, false, diags
		}
		held.Facts.Take(managed.AnswerFacts(current), managed.WhereTold)
		held.Record = held.Record.Noting(current)
	}
	isComplete, completion := held.Complete(ctx)
	diags.Append(completion...)
	return held, isComplete, diags
}

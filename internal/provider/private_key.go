package provider

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// returnedKeys contains the requests to the API whose response contained a private
// key, for one request of Terraform.
type returnedKeys struct {
	mu       sync.Mutex
	requests []string
}

type returnedKeysKey struct{}

// collectPrivateKeys returns a context for a request of Terraform, and what
// [reportPrivateKey] reports in it.
func collectPrivateKeys(ctx context.Context) (context.Context, *returnedKeys) {
	returned := &returnedKeys{}
	return context.WithValue(ctx, returnedKeysKey{}, returned), returned
}

// reportPrivateKey records that the response to a request to the API contained a
// private key.
func reportPrivateKey(ctx context.Context, request string) {
	returned, ok := ctx.Value(returnedKeysKey{}).(*returnedKeys)
	if !ok {
		return
	}
	returned.mu.Lock()
	defer returned.mu.Unlock()
	if !slices.Contains(returned.requests, request) {
		returned.requests = append(returned.requests, request)
	}
}

// warnings returns a warning for each request that was reported since the last
// call. The request is in the summary, because Terraform folds warnings with the
// same summary.
func (r *returnedKeys) warnings() []*tfprotov6.Diagnostic {
	r.mu.Lock()
	defer r.mu.Unlock()
	var warnings []*tfprotov6.Diagnostic
	for _, request := range r.requests {
		warnings = append(warnings, &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityWarning,
			Summary:  fmt.Sprintf("TigerTrust returned a private key (%s)", tigertrust.Printable(request)),
			Detail: "The provider removed it from the response. It is not in Terraform's state, plan, output or log. " +
				"However, TigerTrust or a proxy has access to the private key, which should never leave the host of the agent. " +
				"Replace the key and its certificate, and find out how the key got there.",
		})
	}
	r.requests = nil
	return warnings
}

package renewal

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

func TestNotice_Diagnostics(t *testing.T) {
	t.Parallel()
	held := lifecycle.Certificate{ID: "1001", Model: &certmodel.Model{
		CommonName: types.StringValue("www.example.com"),
		ValidFrom:  timetypes.NewRFC3339TimeValue(after(0)),
		ValidTo:    timetypes.NewRFC3339TimeValue(after(90)),
	}}
	const label = "ertificate 1001 (www.example.com)"
	in := inputWith(submitted(Submitted{Method: tigertrust.RenewByCSR, RenewedAs: "1002"}))
	for notice, want := range map[Notice][]string{
		windowTooLarge:        {label, "valid for 90 days", "min_days_remaining is 30", "Set min_days_remaining to fewer days"},
		validityUnknown:       {label, "does not return the expiry"},
		alreadyRenewed:        {label, "2026-01-01T00:00:00Z", "restore the previous triggers"},
		planRenews:            {label, "2026-04-01T00:00:00Z", "which is 30"},
		renewalPending:        {label, "by csr at 2026-03-03T00:00:00Z", "must be completed manually"},
		renewedUnderAnotherID: {label, "1002", "terraform import ADDRESS 1002"},
		stillDue:              {label, "renewed again after a day", "Lower min_days_remaining"},
		dueForNextApply:       {label, "did not renew it", "The next apply renews it"},
	} {
		t.Run(string(notice), func(t *testing.T) {
			t.Parallel()
			diags := notice.Diagnostics(held, in.After, in.Remembered)
			if len(diags) != 1 || diags[0].Severity() != diag.SeverityWarning {
				t.Fatalf("got %v, want one warning", diags)
			}
			text := diags[0].Summary() + "\n" + diags[0].Detail()
			for _, part := range want {
				if !strings.Contains(text, part) {
					t.Errorf("%q is missing in:\n%s", part, text)
				}
			}
		})
	}
	ofShare := Settings{Window: Window{MinPercentRemaining: 33}}
	for notice, part := range map[Notice]string{
		validityUnknown: "so renewal.min_percent_remaining never renews it",
		planRenews:      "with less of its validity period left than renewal.min_percent_remaining, which is 33.",
		stillDue:        "Lower min_percent_remaining",
		dueForNextApply: "which is 33. This apply did not renew it",
	} {
		if diags := notice.Diagnostics(held, ofShare, in.Remembered); len(diags) != 1 || !strings.Contains(diags[0].Detail(), part) {
			t.Errorf("%s of a share: got %v", notice, diags)
		}
	}
	if diags := noNotice.Diagnostics(held, in.After, in.Remembered); len(diags) != 0 {
		t.Errorf("got %v, want nothing", diags)
	}
}

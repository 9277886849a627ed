package certmodel_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

// Each step is a value that is sent, or that is returned afterwards.
func TestSentSettings_Steps(t *testing.T) {
	t.Parallel()
	type step struct{ sent, returned int64 }
	for name, test := range map[string]struct {
		steps []step
		want  certmodel.SentSetting
	}{
		"never sent":                       {[]step{{returned: 30}}, certmodel.SentSetting{}},
		"not returned":                     {[]step{{sent: 30}}, certmodel.SentSetting{Sent: "30"}},
		"limited":                          {[]step{{sent: 30}, {returned: 20}}, certmodel.SentSetting{Sent: "30", Granted: "20"}},
		"the first response counts":        {[]step{{sent: 30}, {returned: 20}, {returned: 7}}, certmodel.SentSetting{Sent: "30", Granted: "20"}},
		"another value sent":               {[]step{{sent: 30}, {returned: 20}, {sent: 25}}, certmodel.SentSetting{Sent: "25"}},
		"limited value sent again":         {[]step{{sent: 30}, {returned: 20}, {sent: 20}, {returned: 20}}, certmodel.SentSetting{Sent: "30", Granted: "20"}},
		"sent again, limited since then":   {[]step{{sent: 30}, {returned: 30}, {sent: 30}, {returned: 5}}, certmodel.SentSetting{Sent: "30", Granted: "5"}},
		"sent again, unlimited since then": {[]step{{sent: 30}, {returned: 20}, {sent: 30}, {returned: 30}}, certmodel.SentSetting{Sent: "30", Granted: "30"}},
	} {
		var settings certmodel.SentSettings
		for _, step := range test.steps {
			if step.sent != 0 {
				settings.RecordSent(&certmodel.Model{RenewalThresholdDays: types.Int64Value(step.sent)})
			} else {
				settings.RecordGranted(&certmodel.Model{RenewalThresholdDays: types.Int64Value(step.returned)})
			}
		}
		if got := settings.RenewalThresholdDays; got != test.want {
			t.Errorf("%s: got %+v, want %+v", name, got, test.want)
		}
	}
}

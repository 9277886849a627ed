package renewal

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
)

// dueCase is a certificate of 90 days with settings, and when it is due.
type dueCase struct {
	window    Window
	autoRenew types.Bool
	threshold types.Int64
	change    func(*certmodel.Model)
	want      timetypes.RFC3339
}

func TestDueAt(t *testing.T) {
	t.Parallel()
	null, unknown := timetypes.NewRFC3339Null(), timetypes.NewRFC3339Unknown()
	on := func(days float64) timetypes.RFC3339 { return timetypes.NewRFC3339TimeValue(after(days)) }
	yes, no, days := types.BoolValue(true), types.BoolValue(false), types.Int64Value
	for name, c := range map[string]dueCase{
		"nobody":                        {autoRenew: no, threshold: days(30), want: null},
		"unknown if TigerTrust renews":  {threshold: days(30), want: null},
		"TigerTrust":                    {autoRenew: yes, threshold: days(30), want: on(60)},
		"TigerTrust, threshold unknown": {autoRenew: yes, want: null},
		"TigerTrust, at once":           {autoRenew: yes, threshold: days(90), want: null},
		"TigerTrust, never":             {autoRenew: yes, threshold: days(0), want: null},
		"Terraform, days":               {window: Window{MinDaysRemaining: 20}, autoRenew: no, threshold: days(30), want: on(70)},
		"Terraform, percent":            {window: Window{MinPercentRemaining: 50}, want: on(45)},
		"Terraform, too large":          {window: Window{MinDaysRemaining: 90}, want: null},
		"Terraform earlier":             {window: Window{MinPercentRemaining: 50}, autoRenew: yes, threshold: days(30), want: on(45)},
		"TigerTrust earlier":            {window: Window{MinDaysRemaining: 20}, autoRenew: yes, threshold: days(30), want: on(60)},
		"only Terraform known":          {window: Window{MinDaysRemaining: 20}, autoRenew: yes, want: on(70)},
		"Terraform too large":           {window: Window{MinDaysRemaining: 90}, autoRenew: yes, threshold: days(30), want: on(60)},

		"window unknown":     {window: Window{IsUnknown: true}, want: unknown},
		"auto_renew unknown": {autoRenew: types.BoolUnknown(), want: unknown},
		"threshold unknown":  {autoRenew: yes, threshold: types.Int64Unknown(), want: unknown},
		"expiry unknown":     {autoRenew: yes, threshold: days(30), change: func(m *certmodel.Model) { m.ValidTo = unknown }, want: unknown},
		"start unknown":      {window: Window{MinPercentRemaining: 50}, change: func(m *certmodel.Model) { m.ValidFrom = unknown }, want: unknown},

		"pending":  {autoRenew: yes, threshold: days(30), change: func(m *certmodel.Model) { m.ValidFrom, m.ValidTo = null, null }, want: null},
		"expired":  {autoRenew: yes, threshold: days(30), change: func(m *certmodel.Model) { m.Status = types.StringValue("expired") }, want: on(60)},
		"revoked":  {autoRenew: yes, threshold: days(30), change: func(m *certmodel.Model) { m.Status = types.StringValue("revoked") }, want: null},
		"no start": {autoRenew: yes, threshold: days(30), change: func(m *certmodel.Model) { m.ValidFrom = null }, want: on(60)},
		"other time zone": {autoRenew: yes, threshold: days(30), change: func(m *certmodel.Model) {
			m.ValidTo = timetypes.NewRFC3339TimeValue(after(90).In(time.FixedZone("", 3600)))
		}, want: on(60)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model := &certmodel.Model{
				ValidFrom: timetypes.NewRFC3339TimeValue(after(0)), ValidTo: timetypes.NewRFC3339TimeValue(after(90)),
				AutoRenew: c.autoRenew, RenewalThresholdDays: c.threshold,
			}
			if c.change != nil {
				c.change(model)
			}
			if got := (Settings{IsSet: true, Window: c.window}).DueAt(model); !got.Equal(c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestToleratesFailure(t *testing.T) {
	t.Parallel()
	const second = 1.0 / 24 / 60 / 60
	limit := func(days int64) *int64 { return &days }
	for name, c := range map[string]struct {
		limit *int64
		day   float64
		want  bool
	}{
		"not set":                    {nil, 0, false},
		"exactly the limit remains":  {limit(10), 80, true},
		"less than the limit":        {limit(10), 80 + second, false},
		"more than the limit":        {limit(10), 70, true},
		"zero, not expired":          {limit(0), 90, true},
		"zero, expired":              {limit(0), 90 + second, false},
		"more than the whole period": {limit(100), 0, false},
	} {
		settings := Settings{IsSet: true, FailBelowDays: c.limit}
		if got := settings.toleratesFailure(Validity{From: after(0), To: after(90)}, after(c.day)); got != c.want {
			t.Errorf("%s: got %t", name, got)
		}
		if settings.toleratesFailure(Validity{}, after(c.day)) {
			t.Errorf("%s: tolerated although the expiry is unknown", name)
		}
	}
}

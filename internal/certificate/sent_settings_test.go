package certificate_test

import (
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// refreshAndPlan refreshes and plans some minutes later.
func refreshAndPlan(env *acctest.Environment, certificate *acctest.Resource, config acctest.Attributes) *acctest.ResourcePlan {
	env.Clock.Advance(2 * time.Minute)
	certificate.Refresh().MustHaveNoDiagnostics()
	return certificate.Plan(config)
}

// A setting that TigerTrust accepts and limits is not sent at every apply.
func TestSettings_Limited_SentOnce(t *testing.T) {
	t.Parallel()
	enabled := false
	for name, limit := range map[string]struct {
		options mockserver.Options
		setting string
		// sent is limited to granted, and other is limited to granted as well.
		sent, other, granted any
		warning              string
	}{
		"threshold": {
			mockserver.Options{MaxRenewalThresholdDays: 20},
			"renewal_threshold_days", 30, 25, 20,
			`(?s)^TigerTrust did not accept renewal_threshold_days = 30\n.*certificate 1001.*returned renewal_threshold_days = 20 afterwards.*set renewal_threshold_days = 20\.`,
		},
		"auto_renew": {
			mockserver.Options{SettingsLimits: mockserver.SettingsLimits{AutoRenew: &enabled}},
			"auto_renew", true, nil, false,
			`did not accept auto_renew = true`,
		},
		"targets removed": {
			mockserver.Options{SettingsLimits: mockserver.SettingsLimits{DeploymentTargets: []string{"a"}}},
			"deployment_targets",
			[]string{"b", "a"},
			[]string{"a", "c"},
			[]string{"a"},
			`did not accept deployment_targets = \["a","b"\]`,
		},
		"targets in lower case": {
			mockserver.Options{SettingsLimits: mockserver.SettingsLimits{LowercaseTargets: true}},
			"deployment_targets",
			[]string{"Nginx"},
			[]string{"nginX"},
			[]string{"nginx"},
			`did not accept deployment_targets = \["Nginx"\]`,
		},
	} {
		for _, isSetLater := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				limit.options.Fields = mockserver.IncludeSettings()
				env := acctest.New(t, limit.options)
				certificate := env.Protocol(t).Resource("tigertrust_certificate")
				with := func(value any) acctest.Attributes {
					config := acctest.Attributes{"common_name": "www.example.com"}
					if value != nil {
						config[limit.setting] = value
					}
					return config
				}
				if isSetLater {
					certificate.Apply(with(nil)).MustHaveNoDiagnostics()
				}
				certificate.Apply(with(limit.sent)).MustHaveNoDiagnostics()
				env.Mock.ResetJournal()
				for range 3 {
					plan := refreshAndPlan(env, certificate, with(limit.sent))
					if plan.MustWarn(limit.warning); plan.Action != acctest.NoOp || len(plan.Diagnostics) != 1 {
						t.Errorf("the plan is %s with %d diagnostics", plan.Action, len(plan.Diagnostics))
					}
				}
				// Another attribute changes: the setting keeps its value.
				changed := with(limit.sent)
				changed["revocation_comments"] = "x"
				certificate.Apply(changed).MustWarn(limit.warning)
				certificate.Apply(with(limit.sent)).MustSucceed()
				env.MustHaveSent(t, "PUT", certificatePath)
				if limit.other != nil {
					certificate.Apply(with(limit.other)).MustSucceed()
					if sent := len(env.SentBodies(t, "PUT", certificatePath)); sent != 1 {
						t.Errorf("a changed configuration was sent %d times, want once", sent)
					}
					if plan := refreshAndPlan(env, certificate, with(limit.other)); plan.Action != acctest.NoOp {
						t.Errorf("the plan after the change is %s", plan.Action)
					}
				}
				if plan := refreshAndPlan(env, certificate, with(limit.granted)); plan.Action != acctest.NoOp || len(plan.Diagnostics) > 0 {
					t.Errorf("accepting the value: the plan is %s with %d diagnostics", plan.Action, len(plan.Diagnostics))
				}
			})
		}
	}
}

// A value that changes in TigerTrust is drift, and is sent again once.
func TestSettings_LimitedThenChanged_SentAgain(t *testing.T) {
	t.Parallel()
	options := echoSettings()
	options.MaxRenewalThresholdDays = 20
	env := acctest.New(t, options)
	certificate := env.Protocol(t).Resource("tigertrust_certificate")
	config := acctest.Attributes{"common_name": "www.example.com", "renewal_threshold_days": 30}
	certificate.Apply(config).MustHaveNoDiagnostics()
	for range 2 {
		if plan := refreshAndPlan(env, certificate, config); plan.Action != acctest.NoOp {
			t.Errorf("the plan is %s", plan.Action)
		}
		if err := env.Mock.SetSettings(firstID, func(s *mockserver.Settings) { s.RenewalThresholdDays = 7 }); err != nil {
			t.Fatal(err)
		}
		env.Mock.ResetJournal()
		plan := refreshAndPlan(env, certificate, config)
		if plan.MustHaveNoDiagnostics(); plan.Action != acctest.Update {
			t.Errorf("the plan after a change in TigerTrust is %s", plan.Action)
		}
		certificate.ApplyPlan(plan).MustHaveNoDiagnostics()
		env.MustHaveSent(t, "PUT", certificatePath, `{"renewalThresholdDays":30}`)
	}
}

// Responses may contain settings only later: the first one after a request shows
// what TigerTrust made of it.
func TestSettings_EchoedLater_PlansNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{MaxRenewalThresholdDays: 20})
	tf := env.Terraform(t)
	config := env.Config(resourceBlock(joinLines(minimalConfig, "renewal_threshold_days = 30")))
	tf.Apply(config).MustHaveNoDiagnostics()
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address)
	env.Mock.Configure(func(o *mockserver.Options) { o.Fields = mockserver.IncludeSettings() })
	env.Clock.Advance(2 * time.Minute)
	for range 2 {
		tf.Apply("").MustSucceed().MustPlan(address).MustWarn("TigerTrust did not accept renewal_threshold_days = 30")
	}
	tf.Plan("", "-refresh=false").MustSucceed().MustPlan(address)
	env.MustHaveSent(t, "PUT", certificatePath)
}

// Settings that only the list shows never get into the state, however the list item
// of a certificate is read: they would be drift that the next refresh hides again.
func TestSettings_OnlyListed_StayOutOfState(t *testing.T) {
	t.Parallel()
	enabled, disabled := true, false
	for _, limits := range []mockserver.SettingsLimits{
		{AutoRenew: &enabled}, {AutoRenew: &disabled}, {MinRenewalThresholdDays: 12}, {DeploymentTargets: []string{"other"}},
	} {
		for name, cause := range map[string]func(env *acctest.Environment) error{
			"order": func(*acctest.Environment) error { return nil },
			"renewal by the server": func(env *acctest.Environment) error {
				_, err := env.Mock.Renew(firstID)
				return err
			},
			"other settings": func(env *acctest.Environment) error {
				return env.Mock.SetSettings(firstID, func(s *mockserver.Settings) { s.AutoRenew, s.RenewalThresholdDays = !s.AutoRenew, 3 })
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				fields := mockserver.Fields{List: fieldModes(mockserver.Included, "autoRenew", "renewalThresholdDays", "deploymentTargets")}
				env := acctest.New(t, mockserver.Options{Fields: fields, SettingsLimits: limits})
				certificate := env.Protocol(t).Resource("tigertrust_certificate")
				config := acctest.Attributes{
					"common_name": "www.example.com", "auto_renew": false, "renewal_threshold_days": 10, "deployment_targets": []string{"nginx"},
				}
				certificate.Apply(config).MustSucceed()
				if err := cause(env); err != nil {
					t.Fatal(err)
				}
				for range 2 {
					plan := refreshAndPlan(env, certificate, config)
					if plan.Action != acctest.NoOp {
						t.Errorf("the plan is %s; auto_renew is %v", plan.Action, certificate.Attribute("auto_renew"))
					}
					plan.MustHaveNoDiagnostics()
				}
			})
		}
	}
}

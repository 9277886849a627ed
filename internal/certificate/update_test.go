package certificate_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// change is a change of configuration and what has to come of it.
type change struct {
	before, after string
	// replacedBy are the attributes that a replacement is because of.
	replacedBy []string
	// settings is the body of the PUT of an update, empty for one that only
	// updates the state.
	settings string
	// nothing is set for what must not show at all.
	nothing bool
	options mockserver.Options
}

func (c change) action() plancheck.ResourceActionType {
	switch {
	case c.nothing:
		return plancheck.ResourceActionNoop
	case c.replacedBy != nil:
		return plancheck.ResourceActionDestroyBeforeCreate
	default:
		return plancheck.ResourceActionUpdate
	}
}

func because(attributes ...string) []string { return attributes }

// orderChanges are changes of what a certificate is ordered with.
func orderChanges() map[string]change {
	const name = `common_name = "www.example.com"`
	sans := func(list string) string { return lines(name, "subject_alternative_names = "+list) }
	return map[string]change{
		"common_name":       {before: name, after: `common_name = "api.example.com"`, replacedBy: because("common_name")},
		"common_name, case": {before: name, after: `common_name = "WWW.Example.COM"`, nothing: true},
		"common_name, case, and an output is null": {
			before: name, after: `common_name = "WWW.Example.COM"`, nothing: true,
			options: mockserver.Options{Fields: onlyWhereShown(mockserver.Omitted, "issuer")},
		},
		"common_name, ASCII to IDN":  {before: `common_name = "xn--bcher-kva.example"`, after: `common_name = "Bücher.example"`, nothing: true},
		"common_name, IDN to ASCII":  {before: `common_name = "bücher.example"`, after: `common_name = "xn--bcher-kva.example"`, nothing: true},
		"common_name, wildcard":      {before: name, after: `common_name = "*.example.com"`, replacedBy: because("common_name")},
		"common_name and names":      {before: sans(`["a.example.com"]`), after: lines(`common_name = "a.example.com"`, `subject_alternative_names = ["www.example.com"]`), replacedBy: because("common_name")},
		"names, one more":            {before: sans(`["a.example.com"]`), after: sans(`["a.example.com", "b.example.com"]`), replacedBy: because("subject_alternative_names")},
		"names, one less":            {before: sans(`["a.example.com", "b.example.com"]`), after: sans(`["a.example.com"]`), replacedBy: because("subject_alternative_names")},
		"names, none left":           {before: sans(`["a.example.com"]`), after: sans(`[]`), replacedBy: because("subject_alternative_names")},
		"names, another order":       {before: sans(`["a.example.com", "b.example.com"]`), after: sans(`["b.example.com", "a.example.com"]`), nothing: true},
		"names, another case":        {before: sans(`["a.example.com"]`), after: sans(`["A.Example.com"]`), nothing: true},
		"names, lower-cased":         {before: sans(`["A.Example.com"]`), after: sans(`["a.example.com"]`), nothing: true, options: mockserver.Options{LowercaseNames: true}},
		"names, common name added":   {before: sans(`["a.example.com"]`), after: sans(`["a.example.com", "www.example.com"]`), nothing: true},
		"names, common name removed": {before: sans(`["a.example.com", "www.example.com"]`), after: sans(`["a.example.com"]`), nothing: true},
		"names, common name only":    {before: name, after: sans(`["www.example.com"]`), nothing: true},
		"names, said that none":      {before: name, after: sans(`[]`), nothing: true},
		"names, new":                 {before: name, after: sans(`["a.example.com"]`), replacedBy: because("subject_alternative_names")},
		"names, no longer said":      {before: sans(`["a.example.com"]`), after: name, nothing: true},
		"names, international":       {before: sans(`["bücher.example"]`), after: sans(`["xn--bcher-kva.example"]`), nothing: true},
		"names, address written out": {before: sans(`["2001:db8::1"]`), after: sans(`["2001:0DB8:0:0:0:0:0:1"]`), nothing: true},
		"names, address in IPv6":     {before: sans(`["192.0.2.7"]`), after: sans(`["::ffff:192.0.2.7"]`), nothing: true},
		"names, another address":     {before: sans(`["192.0.2.7"]`), after: sans(`["192.0.2.8"]`), replacedBy: because("subject_alternative_names")},
		"authority":                  {before: lines(name, `certificate_authority_id = 5`), after: lines(name, `certificate_authority_id = 6`), replacedBy: because("certificate_authority_id")},
		"authority, new":             {before: name, after: lines(name, `certificate_authority_id = 6`), replacedBy: because("certificate_authority_id")},
		"authority, the same":        {before: name, after: lines(name, `certificate_authority_id = 5`), nothing: true},
		"authority, no longer said":  {before: lines(name, `certificate_authority_id = 6`), after: name, nothing: true},
		"authority, not in state": {
			before: name, after: lines(name, `certificate_authority_id = 6`),
			options: mockserver.Options{Fields: onlyWhereShown(mockserver.Omitted, "certificateAuthorityId")},
		},
		"key_type":                 {before: lines(name, `key_type = "RSA"`), after: lines(name, `key_type = "ECDSA"`), replacedBy: because("key_type")},
		"key_type and key_size":    {before: lines(name, `key_type = "RSA"`, `key_size = 2048`), after: lines(name, `key_type = "ECDSA"`, `key_size = 256`), replacedBy: because("key_type", "key_size")},
		"key_type, the same":       {before: name, after: lines(name, `key_type = "RSA"`), nothing: true},
		"key_type, no longer said": {before: lines(name, `key_type = "ECDSA"`), after: name, nothing: true},
		"key_type, not in state": {
			before: name, after: lines(name, `key_type = "ECDSA"`),
			options: mockserver.Options{Fields: onlyWhereShown(mockserver.Omitted, "keyType")},
		},
		"key_size":                 {before: lines(name, `key_size = 2048`), after: lines(name, `key_size = 4096`), replacedBy: because("key_size")},
		"key_size, no longer said": {before: lines(name, `key_size = 4096`), after: name, nothing: true},
		"key_size, not in state": {
			before: name, after: lines(name, `key_size = 4096`),
			options: mockserver.Options{Fields: onlyWhereShown(mockserver.Omitted, "keySize")},
		},
		"validity_days":                 {before: lines(name, `validity_days = 90`), after: lines(name, `validity_days = 60`), replacedBy: because("validity_days")},
		"validity_days, new":            {before: name, after: lines(name, `validity_days = 60`)},
		"validity_days, no longer said": {before: lines(name, `validity_days = 60`), after: name},
		"names, not in state": {
			before: name, after: sans(`["a.example.com"]`),
			options: mockserver.Options{Fields: onlyWhereShown(mockserver.Omitted, "subjectAlternativeNames")},
		},
	}
}

// settingChanges are changes of what can change while the certificate stays.
func settingChanges() map[string]change {
	const name = `common_name = "www.example.com"`
	return map[string]change{
		"auto_renew":                 {before: lines(name, `auto_renew = true`), after: lines(name, `auto_renew = false`), settings: `{"autoRenew":false}`},
		"auto_renew, new":            {before: name, after: lines(name, `auto_renew = false`), settings: `{"autoRenew":false}`},
		"auto_renew, echoed":         {before: name, after: lines(name, `auto_renew = true`), nothing: true, options: echoed()},
		"auto_renew, no longer said": {before: lines(name, `auto_renew = false`), after: name, nothing: true},
		"auto_renew, no longer said, echoed": {
			before: lines(name, `auto_renew = false`), after: name, nothing: true, options: echoed(),
		},
		"threshold":                 {before: lines(name, `renewal_threshold_days = 30`), after: lines(name, `renewal_threshold_days = 14`), settings: `{"renewalThresholdDays":14}`},
		"threshold, new":            {before: name, after: lines(name, `renewal_threshold_days = 14`), settings: `{"renewalThresholdDays":14}`},
		"threshold, no longer said": {before: lines(name, `renewal_threshold_days = 14`), after: name, nothing: true},
		"targets":                   {before: lines(name, `deployment_targets = ["nginx-main"]`), after: lines(name, `deployment_targets = ["haproxy-lb"]`), settings: `{"deploymentTargets":["haproxy-lb"]}`},
		"targets, another order":    {before: lines(name, `deployment_targets = ["nginx-main", "haproxy-lb"]`), after: lines(name, `deployment_targets = ["haproxy-lb", "nginx-main"]`), nothing: true},
		"targets, none left":        {before: lines(name, `deployment_targets = ["nginx-main"]`), after: lines(name, `deployment_targets = []`), settings: `{"deploymentTargets":[]}`},
		"targets, none left, echoed": {
			before: lines(name, `deployment_targets = ["nginx-main"]`), after: lines(name, `deployment_targets = []`),
			settings: `{"deploymentTargets":[]}`, options: echoed(),
		},
		"targets, new":            {before: name, after: lines(name, `deployment_targets = ["nginx-main"]`), settings: `{"deploymentTargets":["nginx-main"]}`},
		"targets, no longer said": {before: lines(name, `deployment_targets = ["nginx-main"]`), after: name, nothing: true},
		"one of all is sent with the others": {
			before: full, after: full + "\n  revocation_reason = \"superseded\"",
		},
		"all": {
			before: lines(name, `auto_renew = true`, `renewal_threshold_days = 30`), after: lines(name, `auto_renew = false`, `renewal_threshold_days = 7`, `deployment_targets = ["a"]`),
			settings: `{"autoRenew":false,"renewalThresholdDays":7,"deploymentTargets":["a"]}`,
		},
		"on_destroy":                 {before: name, after: lines(name, `on_destroy = "abandon"`)},
		"on_destroy, the default":    {before: name, after: lines(name, `on_destroy = "revoke"`), nothing: true},
		"on_destroy, removed":        {before: lines(name, `on_destroy = "abandon"`), after: name},
		"revocation_reason":          {before: lines(name, `revocation_reason = "unspecified"`), after: lines(name, `revocation_reason = "keyCompromise"`)},
		"revocation_reason, new":     {before: name, after: lines(name, `revocation_reason = "keyCompromise"`)},
		"revocation_reason, removed": {before: lines(name, `revocation_reason = "unspecified"`), after: name},
		"revocation_comments":        {before: lines(name, `revocation_comments = "a"`), after: lines(name, `revocation_comments = "b"`)},
		"timeouts":                   {before: name, after: lines(name, `timeouts = { create = "1h", update = "1m", delete = "30s" }`)},
		"timeouts, removed":          {before: lines(name, `timeouts = { delete = "30s" }`), after: name},
	}
}

func TestChangeOfAnOrderReplacesOrIsNone(t *testing.T) {
	t.Parallel()
	mustChange(t, orderChanges())
}

func TestChangeOfASettingUpdatesInPlace(t *testing.T) {
	t.Parallel()
	mustChange(t, settingChanges())
}

func mustChange(t *testing.T, changes map[string]change) {
	t.Helper()
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, change.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(change.before))).MustHaveNoDiagnostics()
			env.Mock.ResetJournal()
			tf.SavePlan(env.Config(resourceBlock(change.after)),
				plancheck.ExpectResourceAction(address, change.action()),
				acctest.ReplacedBecauseOf{Address: address, Attributes: change.replacedBy})
			tf.ApplySavedPlan().MustSucceed()
			mustHaveChanged(t, env, change)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

// mustHaveChanged expects that the change sent what it has to, and no more.
func mustHaveChanged(t *testing.T, env *acctest.Environment, change change) {
	t.Helper()
	if change.settings == "" {
		env.MustHaveSent(t, "PUT", one)
	} else {
		env.MustHaveSent(t, "PUT", one, change.settings)
	}
	orders := 0
	if change.replacedBy != nil {
		orders = 1
	}
	if count := env.Mock.Journal().Count("POST", certificates); count != orders {
		t.Errorf("%d certificates were ordered, expected was %d", count, orders)
	}
}

func TestStateOnlyUpdateSendsNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(full))).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	tf.Apply(env.Config(resourceBlock(full+"\n on_destroy = \"abandon\"\n revocation_comments = \"x\"\n timeouts = { create = \"1h\" }")), "-refresh=false").
		MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveRequested(t)
}

func TestUpdateSendsAllSettingsThatAreConfigured(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{PutReplaces: true})
	tf := env.Terraform(t)
	const rest = `
  auto_renew = false
  deployment_targets = ["nginx-main"]
  renewal_threshold_days = `
	tf.Apply(env.Config(resourceBlock(minimal + rest + "30"))).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	tf.Apply(env.Config(resourceBlock(minimal + rest + "14"))).MustHaveNoDiagnostics()
	env.MustHaveSent(t, "PUT", one, `{"autoRenew":false,"renewalThresholdDays":14,"deploymentTargets":["nginx-main"]}`)
}

// A server that lowers the threshold breaks no apply. The next refresh shows
// the difference, and writing the server's value down ends it.
func TestClampedThresholdShowsAsAnUpdateUntilItIsWrittenDown(t *testing.T) {
	t.Parallel()
	options := echoed()
	options.MaxRenewalThresholdDays = 20
	env := acctest.New(t, options)
	tf := env.Terraform(t)
	threshold := func(days string) string {
		return env.Config(resourceBlock(lines(minimal, "renewal_threshold_days = "+days)))
	}
	tf.Apply(threshold("30")).MustHaveNoDiagnostics()
	if object := tf.Instance(address); object.Tainted || object.Attributes["renewal_threshold_days"] != float64(30) {
		t.Errorf("the state holds %+v", object)
	}
	tf.Plan("", "-refresh=false").MustHaveNoDiagnostics().MustPlan(address)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address, "update")
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
	tf.Apply(threshold("20")).MustHaveNoDiagnostics().MustPlan(address)
	if days := tf.Instance(address).Attributes["renewal_threshold_days"]; days != float64(20) {
		t.Errorf("the state holds %v", days)
	}
}

func TestUpdateThatTheServerRefusesKeepsTheState(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(lines(minimal, "auto_renew = true")))).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Method: "PUT", Kind: mockserver.FaultErrorBefore, Status: 409})
	tf.Apply(env.Config(resourceBlock(lines(minimal, "auto_renew = false")))).MustFail().
		MustError(`(?s)Could not change certificate 1001 \(www\.example\.com\).*409 Conflict.*internal server error`)
	if object := tf.Instance(address); object.Tainted || object.Attributes["auto_renew"] != true {
		t.Errorf("the state holds %+v", object)
	}
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
}

func TestUpdateStopsAtItsTimeLimit(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	const limited = "timeouts = { update = \"200ms\" }\n auto_renew = "
	tf.Apply(env.Config(resourceBlock(lines(minimal, limited+"true")))).MustHaveNoDiagnostics()
	env.Mock.Inject(mockserver.Fault{Method: "PUT", Kind: mockserver.FaultSlow, Delay: 10 * second})
	tf.Apply(env.Config(resourceBlock(lines(minimal, limited+"false")))).MustFail().
		MustError(`(?s)Could not change certificate 1001.*not done within 200ms, the limit in timeouts\.update.*raise timeouts\.update`)
}

func TestUpdateShowsDriftOfWhatTheServerEchoes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, echoed())
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(full))).MustHaveNoDiagnostics()
	err := env.Mock.SetSettings(first, func(s *mockserver.Settings) {
		s.AutoRenew, s.DeploymentTargets = true, []string{"nginx-main", "elsewhere"}
	})
	if err != nil {
		t.Fatal(err)
	}
	env.Mock.ResetJournal()
	tf.Apply("").MustHaveNoDiagnostics().MustPlan(address, "update")
	env.MustHaveSent(t, "PUT", one, `{"autoRenew":false,"renewalThresholdDays":20,"deploymentTargets":["haproxy-lb","nginx-main"]}`)
	tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
}

// TestValidityDaysCanBePutRight is about an order that the authority
// shortened: writing down what was granted is no reason for a new certificate.
func TestValidityDaysCanBePutRight(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{MaxValidityDays: 47})
	tf := env.Terraform(t)
	tf.Apply(env.Config(resourceBlock(minimal + "\n  validity_days = 90"))).MustHaveNoDiagnostics()
	tf.Apply(env.Config(resourceBlock(minimal+"\n  validity_days = 47"))).MustHaveNoDiagnostics().MustPlan(address, "update")
	tf.Plan(env.Config(resourceBlock(minimal+"\n  validity_days = 30"))).MustSucceed().MustPlan(address, "replace")
}

// TestIgnoredSettingIsNotSent is about ignore_changes, which Terraform applies
// to the plan and not to the configuration that an apply gets.
func TestIgnoredSettingIsNotSent(t *testing.T) {
	t.Parallel()
	const ignoring = "\n  lifecycle {\n    ignore_changes = [auto_renew, deployment_targets]\n  }"
	for what, change := range map[string]string{
		"with a change of the state only": "\n  revocation_comments = \"x\"",
		"with another setting":            "\n  renewal_threshold_days = 25",
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, echoed())
			tf := env.Terraform(t)
			base := minimal + "\n  auto_renew = false\n  deployment_targets = [\"nginx-main\"]"
			tf.Apply(env.Config(resourceBlock(base + ignoring))).MustHaveNoDiagnostics()
			err := env.Mock.SetSettings(first, func(s *mockserver.Settings) {
				s.AutoRenew, s.DeploymentTargets = true, []string{"haproxy-lb"}
			})
			if err != nil {
				t.Fatal(err)
			}
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			tf.Apply(env.Config(resourceBlock(base + change + ignoring))).MustHaveNoDiagnostics()
			settings := issued(t, env, first).Settings
			if !settings.AutoRenew || strings.Join(settings.DeploymentTargets, ",") != "haproxy-lb" {
				t.Errorf("what is ignored was set back: %+v", settings)
			}
		})
	}
}

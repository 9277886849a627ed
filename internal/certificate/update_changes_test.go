package certificate_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// configChange is a change of the configuration and its expected result.
type configChange struct {
	before, after string
	// isNoChange: the plan is empty.
	isNoChange bool
	// replacedBy are the attributes that force replacement.
	replacedBy []string
	// settings is the body of the PUT of an update. It is empty for an update
	// of the state only.
	settings string
	options  mockserver.Options
}

func (c configChange) action() plancheck.ResourceActionType {
	switch {
	case c.isNoChange:
		return plancheck.ResourceActionNoop
	case c.replacedBy != nil:
		return plancheck.ResourceActionDestroyBeforeCreate
	default:
		return plancheck.ResourceActionUpdate
	}
}

const onlyName = `common_name = "www.example.com"`

// What replaces a certificate is a table in replacement_test.go. These changes
// show that Terraform agrees.
func TestUpdate_OrderChanges(t *testing.T) {
	t.Parallel()
	omitted := func(field string) mockserver.Options {
		return mockserver.Options{Fields: withFieldMode(mockserver.Omitted, field)}
	}
	sans := func(list string) string { return joinLines(onlyName, "subject_alternative_names = "+list) }
	testChanges(t, map[string]configChange{
		"common name":                      {before: onlyName, after: `common_name = "api.example.com"`, replacedBy: []string{"common_name"}},
		"common name, case":                {before: onlyName, after: `common_name = "WWW.Example.COM"`, isNoChange: true},
		"common name, case, a null output": {before: onlyName, after: `common_name = "WWW.Example.COM"`, isNoChange: true, options: omitted("issuer")},
		"common name, IDN":                 {before: `common_name = "xn--bcher-kva.example"`, after: `common_name = "Bücher.example"`, isNoChange: true},

		"SAN added":                      {before: sans(`["a.example.com"]`), after: sans(`["a.example.com", "b.example.com"]`), replacedBy: []string{"subject_alternative_names"}},
		"SANs cleared":                   {before: sans(`["a.example.com"]`), after: sans(`[]`), replacedBy: []string{"subject_alternative_names"}},
		"SANs in another order":          {before: sans(`["a.example.com", "b.example.com"]`), after: sans(`["b.example.com", "a.example.com"]`), isNoChange: true},
		"SAN, case":                      {before: sans(`["a.example.com"]`), after: sans(`["A.Example.com"]`), isNoChange: true},
		"SAN, lower-cased by TigerTrust": {before: sans(`["A.Example.com"]`), after: sans(`["a.example.com"]`), isNoChange: true, options: mockserver.Options{LowercaseNames: true}},
		"common name added to SANs":      {before: sans(`["a.example.com"]`), after: sans(`["a.example.com", "www.example.com"]`), isNoChange: true},
		"SANs set, only common name":     {before: onlyName, after: sans(`["www.example.com"]`), isNoChange: true},
		"SANs set, empty":                {before: onlyName, after: sans(`[]`), isNoChange: true},
		"SANs set":                       {before: onlyName, after: sans(`["a.example.com"]`), replacedBy: []string{"subject_alternative_names"}},
		"SANs removed":                   {before: sans(`["a.example.com"]`), after: onlyName, isNoChange: true},
		"SANs not in state":              {before: onlyName, after: sans(`["a.example.com"]`), options: omitted("subjectAlternativeNames")},

		"CA":               {before: joinLines(onlyName, `certificate_authority_id = 5`), after: joinLines(onlyName, `certificate_authority_id = 6`), replacedBy: []string{"certificate_authority_id"}},
		"CA set, the same": {before: onlyName, after: joinLines(onlyName, `certificate_authority_id = 5`), isNoChange: true},
		"CA removed":       {before: joinLines(onlyName, `certificate_authority_id = 6`), after: onlyName, isNoChange: true},
		"CA not in state":  {before: onlyName, after: joinLines(onlyName, `certificate_authority_id = 6`), options: omitted("certificateAuthorityId")},

		"key type":              {before: joinLines(onlyName, `key_type = "RSA"`), after: joinLines(onlyName, `key_type = "ECDSA"`), replacedBy: []string{"key_type"}},
		"key type and size":     {before: joinLines(onlyName, `key_type = "RSA"`, `key_size = 2048`), after: joinLines(onlyName, `key_type = "ECDSA"`, `key_size = 256`), replacedBy: []string{"key_type", "key_size"}},
		"key type removed":      {before: joinLines(onlyName, `key_type = "ECDSA"`), after: onlyName, isNoChange: true},
		"key type not in state": {before: onlyName, after: joinLines(onlyName, `key_type = "ECDSA"`), options: omitted("keyType")},
		"key size removed":      {before: joinLines(onlyName, `key_size = 4096`), after: onlyName, isNoChange: true},

		"validity period":         {before: joinLines(onlyName, `validity_days = 90`), after: joinLines(onlyName, `validity_days = 60`), replacedBy: []string{"validity_days"}},
		"validity period set":     {before: onlyName, after: joinLines(onlyName, `validity_days = 60`)},
		"validity period removed": {before: joinLines(onlyName, `validity_days = 60`), after: onlyName},
	})
}

func TestUpdate_SettingChanges(t *testing.T) {
	t.Parallel()
	const nginx, haproxy = `deployment_targets = ["nginx-main"]`, `deployment_targets = ["haproxy-lb"]`
	testChanges(t, map[string]configChange{
		"auto_renew":                   {before: joinLines(onlyName, `auto_renew = true`), after: joinLines(onlyName, `auto_renew = false`), settings: `{"autoRenew":false}`},
		"auto_renew set":               {before: onlyName, after: joinLines(onlyName, `auto_renew = false`), settings: `{"autoRenew":false}`},
		"auto_renew set, as returned":  {before: onlyName, after: joinLines(onlyName, `auto_renew = true`), isNoChange: true, options: echoSettings()},
		"auto_renew removed":           {before: joinLines(onlyName, `auto_renew = false`), after: onlyName, isNoChange: true},
		"auto_renew removed, returned": {before: joinLines(onlyName, `auto_renew = false`), after: onlyName, isNoChange: true, options: echoSettings()},
		"threshold":                    {before: joinLines(onlyName, `renewal_threshold_days = 30`), after: joinLines(onlyName, `renewal_threshold_days = 14`), settings: `{"renewalThresholdDays":14}`},
		"threshold set":                {before: onlyName, after: joinLines(onlyName, `renewal_threshold_days = 14`), settings: `{"renewalThresholdDays":14}`},
		"threshold removed":            {before: joinLines(onlyName, `renewal_threshold_days = 14`), after: onlyName, isNoChange: true},
		"targets":                      {before: joinLines(onlyName, nginx), after: joinLines(onlyName, haproxy), settings: `{"deploymentTargets":["haproxy-lb"]}`},
		"targets in another order":     {before: joinLines(onlyName, `deployment_targets = ["nginx-main", "haproxy-lb"]`), after: joinLines(onlyName, `deployment_targets = ["haproxy-lb", "nginx-main"]`), isNoChange: true},
		"targets cleared":              {before: joinLines(onlyName, nginx), after: joinLines(onlyName, `deployment_targets = []`), settings: `{"deploymentTargets":[]}`},
		"targets cleared, returned":    {before: joinLines(onlyName, nginx), after: joinLines(onlyName, `deployment_targets = []`), settings: `{"deploymentTargets":[]}`, options: echoSettings()},
		"targets set":                  {before: onlyName, after: joinLines(onlyName, nginx), settings: `{"deploymentTargets":["nginx-main"]}`},
		"targets removed":              {before: joinLines(onlyName, nginx), after: onlyName, isNoChange: true},
		"all settings": {
			before: joinLines(onlyName, `auto_renew = true`, `renewal_threshold_days = 30`), after: joinLines(onlyName, `auto_renew = false`, `renewal_threshold_days = 7`, `deployment_targets = ["a"]`),
			settings: `{"autoRenew":false,"renewalThresholdDays":7,"deploymentTargets":["a"]}`,
		},
		"on_destroy":                {before: onlyName, after: joinLines(onlyName, `on_destroy = "abandon"`)},
		"on_destroy set to default": {before: onlyName, after: joinLines(onlyName, `on_destroy = "revoke"`), isNoChange: true},
		"on_destroy removed":        {before: joinLines(onlyName, `on_destroy = "abandon"`), after: onlyName},
		"revocation_reason":         {before: joinLines(onlyName, `revocation_reason = "unspecified"`), after: joinLines(onlyName, `revocation_reason = "keyCompromise"`)},
		"revocation_reason set":     {before: fullConfig, after: joinLines(fullConfig, `revocation_reason = "superseded"`)},
		"revocation_reason removed": {before: joinLines(onlyName, `revocation_reason = "unspecified"`), after: onlyName},
		"revocation_comments":       {before: joinLines(onlyName, `revocation_comments = "a"`), after: joinLines(onlyName, `revocation_comments = "b"`)},
		"timeouts set":              {before: onlyName, after: joinLines(onlyName, `timeouts = { create = "1h", update = "1m", delete = "30s" }`)},
		"timeouts removed":          {before: joinLines(onlyName, `timeouts = { delete = "30s" }`), after: onlyName},
	})
}

func testChanges(t *testing.T, changes map[string]configChange) {
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
			mustHaveSentChange(t, env, change)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
		})
	}
}

// mustHaveSentChange fails the test unless the provider has sent what the change
// requires, and no more.
func mustHaveSentChange(t *testing.T, env *acctest.Environment, change configChange) {
	t.Helper()
	if change.settings == "" {
		env.MustHaveSent(t, "PUT", certificatePath)
	} else {
		env.MustHaveSent(t, "PUT", certificatePath, change.settings)
	}
	orders := 0
	if change.replacedBy != nil {
		orders = 1
	}
	if count := env.Mock.Journal().Count("POST", certificatesPath); count != orders {
		t.Errorf("%d certificates were ordered, want %d", count, orders)
	}
}

package certificate_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
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
		"validity period set":     {before: onlyName, after: joinLines(onlyName, `validity_days = 90`)},
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
		"on_destroy removed":        {before: joinLines(onlyName, `on_destroy = "abandon"`), after: onlyName, isNoChange: true},
		"revocation_reason":         {before: joinLines(onlyName, `revocation_reason = "unspecified"`), after: joinLines(onlyName, `revocation_reason = "keyCompromise"`)},
		"revocation_reason set":     {before: fullConfig, after: joinLines(fullConfig, `revocation_reason = "superseded"`)},
		"revocation_reason removed": {before: joinLines(onlyName, `revocation_reason = "unspecified"`), after: onlyName},
		"revocation_comments":       {before: joinLines(onlyName, `revocation_comments = "a"`), after: joinLines(onlyName, `revocation_comments = "b"`)},
		"timeouts set":              {before: onlyName, after: joinLines(onlyName, `timeouts = { create = "1h", update = "1m", delete = "30s" }`)},
		"timeouts removed":          {before: joinLines(onlyName, `timeouts = { delete = "30s" }`), after: onlyName},
	})
}

// testChanges applies the changes. Those that need the same server share one
// configuration, since every run of Terraform takes a second.
func testChanges(t *testing.T, changes map[string]configChange) {
	t.Helper()
	groups := map[string]map[string]configChange{}
	for name, change := range changes {
		server := fmt.Sprintf("%+v", change.options)
		if groups[server] == nil {
			groups[server] = map[string]configChange{}
		}
		groups[server][name] = change
	}
	for _, group := range groups {
		names := slices.Sorted(maps.Keys(group))
		t.Run(names[0], func(t *testing.T) {
			t.Parallel()
			testChangesTogether(t, names, group)
		})
	}
}

// domain matches the domain of the names in the changes.
var domain = regexp.MustCompile(`(?i)example\.com`)

func testChangesTogether(t *testing.T, names []string, changes map[string]configChange) {
	t.Helper()
	env := acctest.New(t, changes[names[0]].options)
	tf := env.Terraform(t)
	labels := map[string]string{}
	for i, name := range names {
		labels[name] = fmt.Sprintf("n%d_%s", i, strings.NewReplacer(",", "", " ", "_").Replace(name))
	}
	config := func(attributes func(configChange) string) string {
		var blocks strings.Builder
		for i, name := range names {
			// Each certificate has names of its own, or it would be a duplicate.
			own := domain.ReplaceAllString(attributes(changes[name]), fmt.Sprintf("n%d.$0", i))
			blocks.WriteString(strings.Replace(resourceBlock(own), `"test"`, `"`+labels[name]+`"`, 1))
		}
		return env.Config(blocks.String())
	}
	addressOf := func(name string) string { return "tigertrust_certificate." + labels[name] }

	tf.Apply(config(func(c configChange) string { return c.before })).MustHaveNoDiagnostics()
	env.Mock.ResetJournal()
	var checks []plancheck.PlanCheck
	ids, orders := map[string]any{}, 0
	for _, name := range names {
		change := changes[name]
		ids[name] = tf.Instance(addressOf(name)).Attributes["id"]
		checks = append(checks, plancheck.ExpectResourceAction(addressOf(name), change.action()),
			acctest.ReplacedBecauseOf{Address: addressOf(name), Attributes: change.replacedBy})
		if change.replacedBy != nil {
			orders++
		}
	}
	tf.SavePlan(config(func(c configChange) string { return c.after }), checks...)
	tf.ApplySavedPlan().MustSucceed()
	if count := countOrders(env); count != orders {
		t.Errorf("%d certificates were ordered, want %d", count, orders)
	}
	again := tf.Plan("").MustHaveNoDiagnostics()
	for _, name := range names {
		var settings []string
		if body := changes[name].settings; body != "" {
			settings = append(settings, body)
		}
		env.MustHaveSent(t, "PUT", fmt.Sprintf("%s/%v", certificatesPath, ids[name]), settings...)
		again.MustPlan(addressOf(name))
	}
}

package certificate_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// wrongValue contains attributes with an invalid value, and patterns of the
// location and the text of the error.
type wrongValue struct {
	attributes string
	at         string
	report     string
}

// Older versions of Terraform locate errors of nested attributes at the resource.
func TestValidate_SchemaErrors_AtAttribute(t *testing.T) {
	t.Parallel()
	also := func(attribute string) string { return joinLines(minimalConfig, attribute) }
	mustAllFail(t, validate, map[string]wrongValue{
		"alternative name, null": {also(`subject_alternative_names = [null]`), "subject_alternative_names", `(?i)null`},
		"validity zero":          {also(`validity_days = 0`), "validity_days", `must be at least 1`},
		"validity negative":      {also(`validity_days = -1`), "validity_days", `must be at least 1`},
		"target empty":           {also(`deployment_targets = [""]`), "deployment_targets", `string length must be at least 1`},
		"target null":            {also(`deployment_targets = [null]`), "deployment_targets", `(?i)null`},
		"on_destroy":             {also(`on_destroy = "keep"`), "on_destroy", `must be one of: \["revoke" "abandon"\], got: "keep"`},
		"reason":                 {also(`revocation_reason = "certificateHold"`), "revocation_reason", `must be one of: \["unspecified" "keyCompromise"`},
		"reason, case":           {also(`revocation_reason = "caCompromise"`), "revocation_reason", `must be one of:.*"cACompromise"`},
		"timeout, words":         {also(`timeouts = { create = "soon" }`), "resource|timeouts", `timeouts\.create must be a positive duration such as "30s" or "1h30m", got "soon"`},
		"timeout, number":        {also(`timeouts = { delete = "30" }`), "resource|timeouts", `timeouts\.delete must be a positive duration such as "30s" or "1h30m", got "30"`},
		"timeout, zero":          {also(`timeouts = { update = "0s" }`), "resource|timeouts", `timeouts\.update must be a positive duration such as "30s" or "1h30m", got "0s"`},
		"timeout, negative":      {also(`timeouts = { create = "-5m" }`), "resource|timeouts", `timeouts\.create must be a positive duration such as "30s" or "1h30m", got "-5m"`},
	})
}

func TestValidateConfig_Mistakes_AtAttribute(t *testing.T) {
	t.Parallel()
	name := func(name string) string { return `common_name = "` + name + `"` }
	names := func(names string) string { return joinLines(minimalConfig, `subject_alternative_names = [`+names+`]`) }
	also := func(attributes ...string) string { return joinLines(append([]string{minimalConfig}, attributes...)...) }
	mustAllFail(t, validate, map[string]wrongValue{
		"URL":                  {name("https://www.example.com/shop"), "common_name", `^Invalid certificate name\n"https://www\.example\.com/shop" is a URL\. Use the host name without the scheme: "www\.example\.com"\.$`},
		"port":                 {name("www.example.com:443"), "common_name", `"www\.example\.com:443" contains a port\. Use the name without the port: "www\.example\.com"\.$`},
		"path":                 {name("www.example.com/shop"), "common_name", `"www\.example\.com/shop" contains a path\. Use the name without the path: "www\.example\.com"\.$`},
		"e-mail address":       {name("admin@example.com"), "common_name", `"admin@example\.com" is an e-mail address\. Use its domain name: "example\.com"\.$`},
		"white space":          {name("www.example.com "), "common_name", `"www\.example\.com " begins or ends with white space\. Use "www\.example\.com"\.$`},
		"several names":        {name("www.example.com, example.com"), "common_name", `contains white space\. Use one name only, and add each further name as an element of subject_alternative_names\.$`},
		"network":              {names(`"a.example.com", "192.0.2.0/24"`), "subject_alternative_names", `"192\.0\.2\.0/24" is an IP network\. Certificates contain single IP addresses only`},
		"alternative URL":      {names(`"http://a.example.com"`), "subject_alternative_names", `is a URL`},
		"address in brackets":  {names(`"[2001:db8::1]"`), "subject_alternative_names", `is an IP address in brackets\. Use the address without brackets: "2001:db8::1"\.$`},
		"key size of RSA":      {also(`key_type = "ECDSA"`, `key_size = 2048`), "key_size", `^Invalid key size\nkey_size of an ECDSA key must be 256, 384 or 521, got 2048\.$`},
		"key size of ECDSA":    {also(`key_type = "RSA"`, `key_size = 256`), "key_size", `^Invalid key size\nkey_size of an RSA key must be 2048, 3072 or 4096, got 256\.$`},
		"threshold, validity":  {also(`validity_days = 30`, `renewal_threshold_days = 30`), "renewal_threshold_days", `^Invalid renewal threshold\nrenewal_threshold_days must be less than validity_days \(30\), got 30\. Otherwise`},
		"window, validity":     {also(`validity_days = 90`, `renewal = { method = "acme", min_days_remaining = 90 }`), "renewal|resource", `^Invalid renewal window\nrenewal\.min_days_remaining must be less than validity_days \(90\), got 90\. Otherwise`},
		"renewal, no cause":    {also(`renewal = { method = "acme" }`), "renewal", `^Incomplete renewal configuration\nrenewal must contain min_days_remaining, min_percent_remaining or triggers\. .*remove renewal\.$`},
		"renewal, null":        {also(`renewal = { method = "acme", min_days_remaining = null, triggers = null }`), "renewal", `^Incomplete renewal configuration`},
		"renewal, only limit":  {also(`renewal = { method = "acme", fail_below_days = 7 }`), "renewal", `^Incomplete renewal configuration`},
		"percent, zero":        {also(`renewal = { method = "acme", min_percent_remaining = 0 }`), "renewal|resource", `must be between 1 and 99, got: 0`},
		"percent, all":         {also(`renewal = { method = "acme", min_percent_remaining = 100 }`), "renewal|resource", `must be between 1 and 99, got: 100`},
		"two windows":          {also(`renewal = { method = "acme", min_percent_remaining = 33, min_days_remaining = 30 }`), "renewal|resource", `^Conflicting renewal windows\nrenewal must not contain both`},
		"limit, negative":      {also(`renewal = { method = "acme", min_days_remaining = 30, fail_below_days = -1 }`), "renewal|resource", `must be at least 0, got: -1`},
		"limit, days":          {also(`renewal = { method = "acme", min_days_remaining = 30, fail_below_days = 30 }`), "renewal|resource", `^Invalid limit for failed renewals\nrenewal\.fail_below_days must be less than renewal\.min_days_remaining \(30\), got 30\.`},
		"limit, percent":       {also(`validity_days = 6`, `renewal = { method = "acme", min_percent_remaining = 33, fail_below_days = 2 }`), "renewal|resource", `must be less than the renewal window of 1\.98 days, which is 33 percent of validity_days \(6\), got 2\.`},
		"limit, equal share":   {also(`validity_days = 100`, `renewal = { method = "acme", min_percent_remaining = 7, fail_below_days = 7 }`), "renewal|resource", `must be less than the renewal window of 7 days`},
		"window of no renewal": {also(`renewal = { method = "acme", min_days_remaining = 0 }`), "renewal|resource", `must be at least 1, got: 0`},
	})
}

// Imported certificates may have these values, and other values are unknown until
// the plan.
func TestValidateConfig_PossibleValues_Pass(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	var config strings.Builder
	for i, attributes := range []string{
		`common_name = "localhost"`,
		`common_name = "192.0.2.7"`,
		`common_name = "Example Device 42"`,
		joinLines(minimalConfig, `subject_alternative_names = ["localhost", "my_host", "192.0.2.7", "2001:db8::1", "spiffe://cluster.local/web"]`),
		joinLines(minimalConfig, `key_type = "Ed25519"`, `key_size = 256`),
		joinLines(minimalConfig, `key_type = "RSA"`, `key_size = 1024`),
		joinLines(minimalConfig, `key_type = "ecdsa"`, `key_size = 224`),
		joinLines(minimalConfig, `certificate_authority_id = 0`, `renewal_threshold_days = 0`),
		joinLines(minimalConfig, `validity_days = var.days`, `renewal_threshold_days = 30`),
		joinLines(minimalConfig, `validity_days = null`, `renewal_threshold_days = 30`),
		joinLines(`for_each = toset(var.names)`, `common_name = each.key`, `key_type = var.key_type`, `key_size = 256`),
		joinLines(minimalConfig, `renewal = var.renewal`),
		joinLines(minimalConfig, `renewal = { method = "acme", min_days_remaining = var.days }`, `validity_days = 30`),
		joinLines(minimalConfig, `renewal = { method = "acme", triggers = {} }`),
		joinLines(minimalConfig, `renewal = { method = "acme", triggers = {}, fail_below_days = 90 }`),
		joinLines(minimalConfig, `renewal = { method = "acme", min_days_remaining = 1, fail_below_days = 0 }`),
		joinLines(minimalConfig, `renewal = { method = "acme", min_percent_remaining = 99, fail_below_days = 90 }`),
		joinLines(minimalConfig, `renewal = { method = "acme", min_percent_remaining = 50, fail_below_days = 2 }`, `validity_days = 6`),
		joinLines(minimalConfig, `renewal = { method = "acme", min_percent_remaining = 50, min_days_remaining = var.days, fail_below_days = var.days }`),
	} {
		config.WriteString(strings.Replace(resourceBlock(attributes), `"test"`, fmt.Sprintf(`"n%d"`, i), 1))
	}
	const variables = `
variable "days" { type = number }
variable "names" { type = list(string) }
variable "key_type" { type = string }
variable "renewal" { type = object({ method = string, min_days_remaining = number }) }
`
	env.Terraform(t).Validate(env.Config(config.String() + variables)).MustHaveNoDiagnostics()
}

// The values of variables and for_each are known in the plan.
func TestValidateConfig_ValuesOfVariables_AreChecked(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	run := env.Terraform(t).Plan(env.ConfigWithSettings("skip_credentials_check = true", resourceBlock(joinLines(`for_each = toset(var.names)`, `common_name = each.key`))+`
variable "names" { default = ["www.example.com", "https://www.example.com"] }
`)).MustFail()
	if failure := run.MustError(`is a URL`); len(run.Diagnostics) != 1 || failure.Address != `tigertrust_certificate.test["https://www.example.com"]` {
		t.Errorf("the diagnostics are %+v", run.Diagnostics)
	}
	env.MustHaveRequested(t)
}

func validate(tf *acctest.Terraform, config string) *acctest.Run { return tf.Validate(config) }

func plan(tf *acctest.Terraform, config string) *acctest.Run { return tf.Plan(config) }

// mustAllFail runs a command with a configuration that contains a resource for each
// value, and fails the test unless each has exactly one error. The provider must not
// send requests.
func mustAllFail(t *testing.T, command func(*acctest.Terraform, string) *acctest.Run, values map[string]wrongValue) {
	t.Helper()
	env := acctest.New(t, mockserver.Options{})
	var config strings.Builder
	addresses := map[string]string{}
	for what, value := range values {
		name := fmt.Sprintf("n%d", len(addresses))
		addresses["tigertrust_certificate."+name] = what
		config.WriteString(strings.Replace(resourceBlock(value.attributes), `"test"`, `"`+name+`"`, 1))
	}
	run := command(env.Terraform(t), env.Config(config.String())).MustFail()
	env.MustHaveRequested(t)
	failures := map[string][]acctest.Diagnostic{}
	for _, diagnostic := range run.Diagnostics {
		what := addresses[diagnostic.Address]
		failures[what] = append(failures[what], diagnostic)
	}
	for what, value := range values {
		if len(failures[what]) != 1 {
			t.Errorf("%s: there are %d errors: %+v", what, len(failures[what]), failures[what])
			continue
		}
		failure := failures[what][0]
		if !regexp.MustCompile("(?s)" + value.report).MatchString(failure.Text()) {
			t.Errorf("%s: the error is %s", what, failure.Text())
		}
		if !regexp.MustCompile("^(" + value.at + ")").MatchString(failure.Location) {
			t.Errorf("%s: the error is at %q", what, failure.Location)
		}
	}
}

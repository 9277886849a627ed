package certificate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Only orders are checked for these values: imported certificates may have them.
func TestValidate_OrderErrors_AtAttribute(t *testing.T) {
	t.Parallel()
	name := func(name string) string { return `common_name = "` + name + `"` }
	also := func(attribute string) string { return joinLines(minimalConfig, attribute) }
	long := strings.Repeat("a", 63) + "."
	mustAllFail(t, plan, map[string]wrongValue{
		"empty common name":       {name(""), "common_name", `"" is empty`},
		"wildcard in the middle":  {name("www.*.example.com"), "common_name", `a wildcard must be the whole left-most label, as in "\*\.example\.com"`},
		"part of a label":         {name("www*.example.com"), "common_name", `a wildcard must be the whole left-most label`},
		"two wildcards":           {name("*.*.example.com"), "common_name", `a wildcard must be the whole left-most label`},
		"wildcard alone":          {name("*"), "common_name", `a wildcard must be the whole left-most label`},
		"empty label":             {name("www..example.com"), "common_name", `it has an empty label`},
		"dot at the beginning":    {name(".example.com"), "common_name", `it has an empty label`},
		"label too long":          {name(strings.Repeat("a", 64) + ".example.com"), "common_name", `64 characters; at most 63`},
		"name too long":           {name(long + long + long + long + "com"), "common_name", `259 characters; at most 253`},
		"other character":         {name("my!host.example.com"), "common_name", `"my!host" contains a character other than letters, digits, hyphens and underscores`},
		"hyphen at the end":       {name("www-.example.com"), "common_name", `begins or ends with a hyphen`},
		"dot at the end":          {name("www.example.com."), "common_name", `must not end with a dot`},
		"numeric last label":      {name("www.example.123"), "common_name", `its last label is a number`},
		"address out of range":    {name("300.1.1.1"), "common_name", `its last label is a number`},
		"broken IDN":              {name("xn--a.example.com"), "common_name", `not a DNS name`},
		"alternative name":        {also(`subject_alternative_names = ["a.example.com", "b!c.example.com"]`), "subject_alternative_names", `"b!c\.example\.com" is not a DNS name`},
		"alternative name, empty": {also(`subject_alternative_names = [""]`), "subject_alternative_names", `"" is empty`},
		"alternative name, zone":  {also(`subject_alternative_names = ["fe80::1%eth0"]`), "subject_alternative_names", `an IP address with a zone`},
		"key type":                {also(`key_type = "DSA"`), "key_type", `key_type must be "RSA" or "ECDSA", got "DSA"`},
		"key type, lower case":    {also(`key_type = "rsa"`), "key_type", `key_type must be "RSA" or "ECDSA", got "rsa"`},
		"key size of no key":      {also(`key_size = 1024`), "key_size", `key_size must be 2048, 3072, 4096, 256, 384 or 521, got 1024`},
		"authority zero":          {also(`certificate_authority_id = 0`), "certificate_authority_id", `must be at least 1, got 0`},
		"threshold zero":          {also(`renewal_threshold_days = 0`), "renewal_threshold_days", `must be at least 1, got 0`},
		"threshold negative":      {also(`renewal_threshold_days = -7`), "renewal_threshold_days", `must be at least 1, got -7`},
	})
}

func TestValidate_ValidOrders_Pass(t *testing.T) {
	t.Parallel()
	also := func(attribute string) string { return joinLines(minimalConfig, attribute) }
	rights := map[string]string{
		"wildcard":            `common_name = "*.example.com"`,
		"upper case":          `common_name = "WWW.EXAMPLE.COM"`,
		"international":       `common_name = "*.bücher.example"`,
		"A-label":             `common_name = "xn--bcher-kva.example"`,
		"single label":        `common_name = "localhost"`,
		"wildcard, intranet":  `common_name = "*.intranet"`,
		"underscores":         `common_name = "my_host.example.com"`,
		"address":             `common_name = "192.0.2.7"`,
		"single labels":       also(`subject_alternative_names = ["intranet", "_sip.example.com"]`),
		"hyphens":             `common_name = "r3---sn.ab--cd.ex-ample.com"`,
		"hyphens, IDN":        `common_name = "r3---sn.bücher.example"`,
		"digits":              `common_name = "1.2.3.4a"`,
		"longest label":       `common_name = "` + strings.Repeat("a", 63) + `.example.com"`,
		"addresses":           also(`subject_alternative_names = ["192.0.2.7", "2001:db8::1", "::ffff:192.0.2.8"]`),
		"wildcard among them": also(`subject_alternative_names = ["*.example.com", "example.com"]`),
		"size without type":   also(`key_size = 521`),
		"threshold below":     joinLines(minimalConfig, `validity_days = 30`, `renewal_threshold_days = 29`),
		"time limits":         also(`timeouts = { create = "1h30m", update = "1ms", delete = "10s" }`),
	}
	env := acctest.New(t, mockserver.Options{})
	var config strings.Builder
	for _, attributes := range rights {
		config.WriteString(strings.Replace(resourceBlock(attributes), `"test"`, fmt.Sprintf(`"n%d"`, config.Len()), 1))
	}
	if run := env.Terraform(t).Plan(env.Config(config.String())).MustHaveNoDiagnostics(); len(run.Changes) != len(rights) {
		t.Errorf("planned was %v", run.Changes)
	}
}

// Unknown values do not prevent the checks of other values.
func TestValidate_OtherValueUnknown_IsChecked(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct{ attributes, at string }{
		"name":      {joinLines(`common_name = terraform_data.source.output`, `subject_alternative_names = ["a!b.example.com"]`), "subject_alternative_names"},
		"one name":  {joinLines(minimalConfig, `subject_alternative_names = ["a!b.example.com", terraform_data.source.output]`), "subject_alternative_names"},
		"key size":  {joinLines(minimalConfig, `key_type = terraform_data.source.output`, `key_size = 100`), "key_size"},
		"threshold": {joinLines(minimalConfig, `key_type = terraform_data.source.output`, `renewal_threshold_days = 0`), "renewal_threshold_days"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			failure := env.Terraform(t).Plan(env.Config(sourceBlock(`"RSA"`) + resourceBlock(test.attributes))).MustFail().MustError("")
			if !strings.HasPrefix(failure.Location, test.at) {
				t.Errorf("the error is at %q", failure.Location)
			}
		})
	}
}

// Updates and replacements are checked like orders.
func TestValidate_Changes_AreChecked(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct{ before, after, at string }{
		"name":           {minimalConfig, `common_name = "my!host.example.com"`, "common_name"},
		"key size":       {joinLines(minimalConfig, `key_size = 2048`), joinLines(minimalConfig, `key_size = 2047`), "key_size"},
		"threshold":      {joinLines(minimalConfig, `validity_days = 60`), joinLines(minimalConfig, `validity_days = 60`, `renewal_threshold_days = 60`), "renewal_threshold_days"},
		"threshold zero": {joinLines(minimalConfig, `renewal_threshold_days = 10`), joinLines(minimalConfig, `renewal_threshold_days = 0`), "renewal_threshold_days"},
		"validity and threshold": {
			joinLines(minimalConfig, `validity_days = 60`, `renewal_threshold_days = 30`), joinLines(minimalConfig, `validity_days = 30`, `renewal_threshold_days = 30`), "renewal_threshold_days",
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(test.before))).MustHaveNoDiagnostics()
			failure := tf.Plan(env.Config(resourceBlock(test.after))).MustFail().MustError("")
			if !strings.HasPrefix(failure.Location, test.at) {
				t.Errorf("the error is at %q", failure.Location)
			}
		})
	}
}

func TestCreate_PrivateNames_AreOrdered(t *testing.T) {
	t.Parallel()
	for name, ordered := range map[string]string{
		"localhost":             "localhost",
		"*.intranet":            "*.intranet",
		"my_host.example.com":   "my_host.example.com",
		"192.0.2.7":             "192.0.2.7",
		"İstanbul.example.com":  "xn--istanbul-o0e.example.com",
		"2001:db8::1":           "2001:db8::1",
		"İSTANBUL.intranet":     "xn--istanbul-o0e.intranet",
		"*.bücher_host.example": "*.xn--bcher_host-9db.example",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			certificate := env.Protocol(t).Resource(resourceType)
			config := acctest.Attributes{"common_name": name}
			certificate.Apply(config).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "POST", certificatesPath, `{"commonName":"`+ordered+`"}`)
			certificate.Refresh().MustHaveNoDiagnostics()
			if plan := certificate.Plan(config); plan.Action != acctest.NoOp {
				t.Errorf("the next plan is %s", plan.Action)
			}
		})
	}
}

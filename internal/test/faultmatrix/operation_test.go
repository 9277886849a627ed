package faultmatrix_test

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// operation is what Terraform does while an endpoint fails.
type operation struct {
	name         string
	method, path string
	options      mockserver.Options
	// settings are additional settings of the provider.
	settings acctest.Attributes
	// prepare prepares object n for the operation, without a fault.
	prepare func(c *cell, n int)
	// do runs the operation for object n.
	do func(c *cell, n int) *acctest.Run
	// effect returns the number of writes on the server, which must be one for each
	// object. It is nil for operations that may be repeated.
	effect func(mockserver.Summary) int
	// lacks describes what the operation has not achieved; empty is nothing. It is
	// nil for operations that only read.
	lacks func(c *cell, n int, certificate mockserver.Certificate) string
}

const (
	list        = "/api/certificates"
	one         = "/api/certificates/*"
	stats       = "/api/certificates/stats"
	revocations = "/api/certificates/*/revoke"
	renewals    = "/api/certificates/*/renew"
	deployments = "/api/certificates/*/deploy"
	discovered  = "/api/discovered-certificates"
	imports     = "/api/discovered-certificates/*/import"
)

func operations() []operation {
	issued := func(s mockserver.Summary) int { return s.Issued }
	revoked := func(s mockserver.Summary) int { return s.Revoked }
	return []operation{
		{name: "order", method: http.MethodPost, path: list, do: apply(nil), effect: issued, lacks: certificateInState},
		{name: "order", method: http.MethodGet, path: list, do: apply(nil), effect: issued, lacks: certificateInState},
		{
			name: "wait for an order", method: http.MethodGet, path: one, do: apply(nil), effect: issued, lacks: certificateInState,
			options: mockserver.Options{IssuanceDelay: 20 * time.Second},
		},
		{name: "order with targets", method: http.MethodPut, path: one, do: apply(withTargets), effect: issued, lacks: targets},
		{
			name: "refresh", method: http.MethodGet, path: one, prepare: ordered, do: apply(nil),
			settings: acctest.Attributes{"bulk_refresh": false},
		},
		{name: "bulk refresh", method: http.MethodGet, path: list, prepare: ordered, do: apply(nil)},
		{name: "change", method: http.MethodPut, path: one, prepare: ordered, do: apply(changedSettings), lacks: settings},
		{name: "revoke", method: http.MethodPost, path: revocations, prepare: ordered, do: destroy, effect: revoked, lacks: revocation},
		{name: "revoke", method: http.MethodGet, path: list, prepare: ordered, do: destroy, effect: revoked, lacks: revocation},
		{
			name: "renew", method: http.MethodPost, path: renewals, prepare: triggered, do: apply(otherTriggers),
			effect: func(s mockserver.Summary) int { return s.Renewed },
		},
		{
			name: "renew", method: http.MethodGet, path: one, prepare: triggered, do: apply(otherTriggers),
			effect:  func(s mockserver.Summary) int { return s.Renewed },
			options: mockserver.Options{RenewalDelay: 20 * time.Second},
		},
		{
			name: "renew early", method: http.MethodPost, path: renewals, prepare: early, do: apply(otherEarlyTriggers),
			effect: func(s mockserver.Summary) int { return s.Renewed }, lacks: renewed,
		},
		{name: "deploy", method: http.MethodPost, path: deployments, prepare: ordered, do: deploy, lacks: location},
		{name: "deploy", method: http.MethodGet, path: one, prepare: ordered, do: deploy, lacks: location, options: mockserver.Options{DeploymentDelay: 5 * time.Second}},
		{
			name: "import", method: http.MethodPost, path: imports, prepare: found, do: importDiscovered, lacks: importInState,
			effect: func(s mockserver.Summary) int { return s.Imported },
		},
		{name: "list", method: http.MethodGet, path: list, prepare: ordered, do: read("tigertrust_certificates")},
		{name: "count", method: http.MethodGet, path: stats, prepare: ordered, do: read("tigertrust_certificate_stats")},
		{name: "list discovered", method: http.MethodGet, path: discovered, prepare: found, do: read("tigertrust_discovered_certificates")},
	}
}

// Changes of the configuration of a certificate.
func withTargets(config acctest.Attributes)     { config["deployment_targets"] = []string{"nginx-main"} }
func changedSettings(config acctest.Attributes) { config["auto_renew"] = false }
func otherTriggers(config acctest.Attributes)   { config["renewal"] = renewal("2") }

func renewal(trigger string) acctest.Attributes {
	return acctest.Attributes{"method": "acme", "triggers": map[string]string{"reason": trigger}}
}

// otherEarlyTriggers renew the certificate before its failure is an error.
func otherEarlyTriggers(config acctest.Attributes) { config["renewal"] = earlyRenewal("2") }

func earlyRenewal(trigger string) acctest.Attributes {
	attributes := renewal(trigger)
	attributes["fail_below_days"] = 7
	return attributes
}

// apply returns an operation that applies the configuration of a certificate with
// a change.
func apply(change func(acctest.Attributes)) func(*cell, int) *acctest.Run {
	return func(c *cell, n int) *acctest.Run {
		config := c.configuration(n)
		if change != nil {
			change(config)
		}
		return c.certificates[n].Apply(config)
	}
}

func ordered(c *cell, n int) { apply(nil)(c, n).MustSucceed() }

func triggered(c *cell, n int) {
	apply(func(config acctest.Attributes) { config["renewal"] = renewal("1") })(c, n).MustSucceed()
}

// early orders a certificate an hour before its renewal.
func early(c *cell, n int) {
	apply(func(config acctest.Attributes) { config["renewal"] = earlyRenewal("1") })(c, n).MustSucceed()
	c.env.Clock.Advance(time.Hour)
}

// destroy refreshes and destroys a certificate, as Terraform does.
func destroy(c *cell, n int) *acctest.Run {
	held := c.certificates[n]
	if run := held.Refresh(); !run.Succeeded || !held.Exists() {
		return run
	}
	return held.Destroy()
}

func deploy(c *cell, n int) *acctest.Run {
	return c.others[n].Apply(acctest.Attributes{
		"certificate_id": c.certificates[n].Attribute("id"),
		"targets":        []string{"nginx-main"},
	})
}

func found(c *cell, n int) {
	c.discovered[n] = c.env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: name(n)})
}

func importDiscovered(c *cell, n int) *acctest.Run {
	return c.others[n].Apply(acctest.Attributes{"discovered_certificate_id": c.discovered[n]})
}

func read(dataSource string) func(*cell, int) *acctest.Run {
	return func(c *cell, _ int) *acctest.Run {
		_, run := c.provider.ReadDataSource(dataSource, acctest.Attributes{})
		return run
	}
}

// name returns the common name of object n.
func name(n int) string { return fmt.Sprintf("host-%d.example.com", n) }

// The functions below describe what an operation has not achieved.

func certificateInState(c *cell, n int, _ mockserver.Certificate) string {
	if !c.certificates[n].Exists() {
		return "the certificate is missing in the state"
	}
	return ""
}

func targets(c *cell, n int, certificate mockserver.Certificate) string {
	if problem := certificateInState(c, n, certificate); problem != "" {
		return problem
	}
	if !slices.Equal(certificate.Settings.DeploymentTargets, []string{"nginx-main"}) {
		return fmt.Sprintf("certificate %d has the targets %v", certificate.ID, certificate.Settings.DeploymentTargets)
	}
	return ""
}

func settings(c *cell, n int, certificate mockserver.Certificate) string {
	if certificate.Settings.AutoRenew || c.certificates[n].Attribute("auto_renew") != false {
		return fmt.Sprintf("the settings of certificate %d have not changed", certificate.ID)
	}
	return ""
}

func renewed(c *cell, n int, certificate mockserver.Certificate) string {
	if !certificate.ValidFrom.After(certificate.CreatedAt) || c.certificates[n].Attribute("serial_number") != certificate.SerialNumber {
		return fmt.Sprintf("certificate %d is not renewed", certificate.ID)
	}
	return ""
}

func revocation(c *cell, n int, _ mockserver.Certificate) string {
	if c.certificates[n].Exists() {
		return "the certificate is still in the state"
	}
	return ""
}

func location(c *cell, n int, certificate mockserver.Certificate) string {
	if !c.others[n].Exists() || len(certificate.Locations) == 0 {
		return fmt.Sprintf("certificate %d is not deployed", certificate.ID)
	}
	return ""
}

func importInState(c *cell, n int, certificate mockserver.Certificate) string {
	if !c.others[n].Exists() || c.others[n].Attribute("certificate_pem") != certificate.CertificatePEM {
		return "the import is missing in the state"
	}
	return ""
}

package faultmatrix_test

import (
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// limitCell is one cell of the table.
type limitCell struct {
	*testing.T
	env      *acctest.Environment
	listener *listener
	provider *acctest.Protocol

	certificate, deployment, imported *acctest.Resource
	discovered                        int64
}

func newLimitCell(t *testing.T) *limitCell {
	t.Helper()
	env := acctest.New(t, mockserver.Options{})
	env.Clock.Advance(time.Since(acctest.Start))
	c := &limitCell{T: t, env: env, listener: newListener(t, env.Mock)}
	c.use(env.ProtocolWithSettings(t, c.settings()))
	return c
}

func (c *limitCell) settings() acctest.Attributes {
	return acctest.Attributes{"endpoint": c.listener.endpoint(), "skip_credentials_check": true}
}

// use moves the objects to another process of the provider.
func (c *limitCell) use(provider *acctest.Protocol) {
	move := func(object *acctest.Resource, typeName string) *acctest.Resource {
		if object == nil {
			return provider.Resource(typeName)
		}
		return object.WithProvider(provider)
	}
	c.provider = provider
	c.certificate = move(c.certificate, "tigertrust_certificate")
	c.deployment = move(c.deployment, "tigertrust_certificate_deployment")
	c.imported = move(c.imported, "tigertrust_discovered_import")
}

// limited returns a configuration in which every operation has the limit.
func limited(attributes acctest.Attributes) acctest.Attributes {
	attributes["timeouts"] = map[string]string{"create": limit.String(), "update": limit.String()}
	if attributes["targets"] == nil {
		attributes["timeouts"] = map[string]string{"create": limit.String(), "update": limit.String(), "delete": limit.String()}
	}
	return attributes
}

func limitedCertificate(change acctest.Attributes) acctest.Attributes {
	attributes := acctest.Attributes{"common_name": name(0), "on_destroy": "revoke"}
	for attribute, value := range change {
		attributes[attribute] = value
	}
	return limited(attributes)
}

func (c *limitCell) order() {
	c.certificate.Apply(limitedCertificate(acctest.Attributes{"renewal": renewal("1")})).MustSucceed()
}

func (c *limitCell) limitedDeployment(target string) acctest.Attributes {
	return limited(acctest.Attributes{"certificate_id": c.certificate.Attribute("id"), "targets": []string{target}})
}

func (c *limitCell) limitedImport(change acctest.Attributes) acctest.Attributes {
	attributes := acctest.Attributes{"discovered_certificate_id": c.discovered, "on_destroy": "revoke"}
	for attribute, value := range change {
		attributes[attribute] = value
	}
	return limited(attributes)
}

func (c *limitCell) discover() {
	c.discovered = c.env.Mock.SeedDiscovered(mockserver.DiscoveredCertificate{CommonName: name(0)})
}

func (c *limitCell) importFound() {
	c.discover()
	c.imported.Apply(c.limitedImport(nil)).MustSucceed()
}

// limitedOperation is an operation with a time limit.
type limitedOperation struct {
	// setting is the setting of the limit.
	name, setting string
	// prepare runs while the server works.
	prepare func(*limitCell)
	// plan runs next, and returns the operation.
	plan func(*limitCell) func() *acctest.Run
}

// applying plans a configuration, and returns its apply.
func applying(object *acctest.Resource, config acctest.Attributes) func() *acctest.Run {
	plan := object.Plan(config)
	plan.MustSucceed()
	return func() *acctest.Run { return object.ApplyPlan(plan) }
}

func (c *limitCell) invoking(action string, config acctest.Attributes) func() *acctest.Run {
	config["certificate_id"], config["timeouts"] = c.certificate.Attribute("id"), map[string]string{"invoke": limit.String()}
	return func() *acctest.Run {
		return c.provider.InvokeAction(acctest.Invocation{TypeName: action, Config: config})
	}
}

func limitedOperations() []limitedOperation {
	deployed := func(c *limitCell) {
		c.order()
		c.deployment.Apply(c.limitedDeployment("nginx-main")).MustSucceed()
	}
	return []limitedOperation{
		{"order", "timeouts.create", func(*limitCell) {}, func(c *limitCell) func() *acctest.Run {
			return applying(c.certificate, limitedCertificate(nil))
		}},
		{"adopt", "timeouts.create", func(*limitCell) {}, func(c *limitCell) func() *acctest.Run {
			return applying(c.certificate, limitedCertificate(acctest.Attributes{"adopt_existing": true}))
		}},
		{"change", "timeouts.update", (*limitCell).order, func(c *limitCell) func() *acctest.Run {
			return applying(c.certificate, limitedCertificate(acctest.Attributes{"renewal": renewal("1"), "auto_renew": false}))
		}},
		{"renew", "timeouts.update", (*limitCell).order, func(c *limitCell) func() *acctest.Run {
			return applying(c.certificate, limitedCertificate(acctest.Attributes{"renewal": renewal("2")}))
		}},
		{"revoke", "timeouts.delete", (*limitCell).order, func(c *limitCell) func() *acctest.Run { return c.certificate.Destroy }},
		{"deploy", "timeouts.create", (*limitCell).order, func(c *limitCell) func() *acctest.Run {
			return applying(c.deployment, c.limitedDeployment("nginx-main"))
		}},
		{"redeploy", "timeouts.update", deployed, func(c *limitCell) func() *acctest.Run {
			return applying(c.deployment, c.limitedDeployment("haproxy-lb"))
		}},
		{"import", "timeouts.create", (*limitCell).discover, func(c *limitCell) func() *acctest.Run {
			return applying(c.imported, c.limitedImport(nil))
		}},
		{"change import", "timeouts.update", (*limitCell).importFound, func(c *limitCell) func() *acctest.Run {
			return applying(c.imported, c.limitedImport(acctest.Attributes{"auto_renew": false}))
		}},
		{"revoke import", "timeouts.delete", (*limitCell).importFound, func(c *limitCell) func() *acctest.Run { return c.imported.Destroy }},
		{"action renew", "timeouts.invoke", (*limitCell).order, func(c *limitCell) func() *acctest.Run {
			return c.invoking("tigertrust_certificate_renew", acctest.Attributes{"method": "acme"})
		}},
		{"action deploy", "timeouts.invoke", (*limitCell).order, func(c *limitCell) func() *acctest.Run {
			return c.invoking("tigertrust_certificate_deploy", acctest.Attributes{"targets": []string{"nginx-main"}})
		}},
	}
}

package faultmatrix_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// objects is the number of objects in a cell, for which the operation runs one
// after the other.
const objects = 2

// cell is one cell of the matrix: an operation during a fault.
type cell struct {
	*testing.T
	operation
	fault
	env      *acctest.Environment
	listener *listener
	provider *acctest.Protocol
	// certificates are the certificates, others the deployment or the import that
	// belongs to each.
	certificates, others [objects]*acctest.Resource
	discovered           [objects]int64
}

func newCell(t *testing.T, operation operation, fault fault) *cell {
	t.Helper()
	c := &cell{T: t, operation: operation, fault: fault, env: acctest.New(t, operation.options)}
	c.listener = newListener(t, c.env.Mock)
	c.provider = c.start(nil)
	other := "tigertrust_certificate_deployment"
	if operation.path == imports {
		other = "tigertrust_discovered_import"
	}
	for n := range objects {
		c.certificates[n] = c.provider.Resource("tigertrust_certificate")
		c.others[n] = c.provider.Resource(other)
	}
	return c
}

// configuration returns the configuration of certificate n.
func (c *cell) configuration(n int) acctest.Attributes {
	config := acctest.Attributes{"common_name": name(n), "subject_alternative_names": []string{"www." + name(n)}, "key_type": "RSA"}
	if c.isSlow && c.method == http.MethodPost && c.path == list {
		// A create waits for a slow order until this timeout.
		config["timeouts"] = map[string]string{"create": "500ms"}
	}
	return config
}

// start returns a new process of the provider.
func (c *cell) start(settings acctest.Attributes) *acctest.Protocol {
	c.Helper()
	all := acctest.Attributes{}
	maps.Copy(all, c.operation.settings)
	maps.Copy(all, settings)
	if c.fault.name == refused {
		all["endpoint"] = c.listener.endpoint()
	}
	return c.env.ProtocolWithSettings(c.T, all)
}

// restart moves the objects to a new process of the provider.
func (c *cell) restart(settings acctest.Attributes) {
	c.Helper()
	c.provider = c.start(settings)
	for n := range objects {
		c.certificates[n] = c.certificates[n].WithProvider(c.provider)
		c.others[n] = c.others[n].WithProvider(c.provider)
	}
}

// outcome is the outcome of a cell.
type outcome string

const (
	// done stands for an operation that succeeded despite the fault.
	done outcome = "done"
	// reported stands for an operation that reported an error or a warning, and
	// succeeded when it was applied again.
	reported outcome = "reported"
	// notHit stands for an operation that made no request that the fault hits.
	notHit outcome = "-"
)

// run runs the operation during the fault, and then again without the fault. It
// fails the test on any other outcome than those above.
func (c *cell) run(occurrence occurrence) outcome {
	c.Helper()
	c.prepareAll()
	c.restart(c.fault.settings)
	c.cause(occurrence)
	ended := done
	for n := range objects {
		run := c.do(c, n)
		c.mustBeTrue(n)
		if problem := c.missing(n); !run.Succeeded || problem != "" {
			ended = reported
			c.mustBeClear(run, problem)
		}
	}
	if ended == done {
		c.mustHaveWrittenOnce()
	}
	if !c.hasOccurred() {
		ended = notHit
	}
	c.finish()
	return ended
}

// finish runs the operation a minute later in a new process, without the fault,
// and checks that a third run finds nothing to do.
func (c *cell) finish() {
	c.Helper()
	c.env.Mock.ClearFaults()
	c.env.Clock.AfterSleep(nil)
	c.listener.closesBefore = func(int) bool { return false }
	c.listener.open()
	c.env.Clock.Advance(time.Minute)
	c.restart(nil)
	for n := range objects {
		c.do(c, n).MustSucceed()
	}
	c.restart(nil)
	for n := range objects {
		c.do(c, n).MustHaveNoDiagnostics()
		c.mustBeTrue(n)
		if problem := c.missing(n); problem != "" {
			c.Error(problem)
		}
	}
	c.mustHaveWrittenOnce()
	c.mustAgree()
}

// hasOccurred reports whether the fault hit a request.
func (c *cell) hasOccurred() bool {
	return c.listener.hasRefused || len(c.env.Mock.Journal().Where(func(e mockserver.Entry) bool { return e.Fault != "" })) > 0
}

func (c *cell) prepareAll() {
	c.Helper()
	for n := range objects {
		if c.prepare != nil {
			c.prepare(c, n)
		}
	}
}

// cause arranges the fault.
func (c *cell) cause(occurrence occurrence) {
	c.Helper()
	if c.fault.name == refused {
		c.refuse(occurrence)
		return
	}
	fault := c.Fault
	fault.Method, fault.Path = c.method, c.path
	fault.Skip, fault.Times = occurrence.skip, occurrence.times
	c.env.Mock.Inject(fault)
}

// nextStep matches the next step that every error or warning must name, or the
// statement that none is needed.
var nextStep = regexp.MustCompile(`(?i)\b(apply again|applies|check|look in TigerTrust|lower requests_per_second|change the provider's endpoint|next (plan|apply)|is in the state)`)

// mustBeClear checks that an incomplete operation has a diagnostic, and that each
// diagnostic names a next step.
func (c *cell) mustBeClear(run *acctest.Run, problem string) {
	c.Helper()
	if len(run.Diagnostics) == 0 {
		c.Errorf("expected an error or a warning, because %s", problem)
	}
	for _, diagnostic := range run.Diagnostics {
		if text := diagnostic.Text(); !nextStep.MatchString(text) {
			c.Errorf("expected a next step in:\n%s", text)
		}
	}
}

// certificateID returns the id of certificate n in the state, or 0.
func (c *cell) certificateID(n int) int64 {
	for object, attribute := range map[*acctest.Resource]string{c.certificates[n]: "id", c.others[n]: "certificate_id"} {
		if !object.Exists() {
			continue
		}
		if id := c.env.Mock.CertificateNumber(fmt.Sprint(object.Attribute(attribute))); id != 0 {
			return id
		}
	}
	return 0
}

// mustBeTrue checks that the certificate in the state is the one on the server.
func (c *cell) mustBeTrue(n int) {
	c.Helper()
	id := c.certificateID(n)
	if id == 0 {
		return
	}
	certificate, ok := c.env.Mock.Certificate(id)
	if !ok || certificate.CommonName != name(n) {
		c.Errorf("certificate %d in the state does not exist on the server or has another common name", id)
	}
}

func (c *cell) mustHaveWrittenOnce() {
	c.Helper()
	if c.effect == nil {
		return
	}
	if summary := c.env.Mock.Summary(); c.effect(summary) != objects {
		c.Errorf("expected %d writes for %d objects, got %d: %+v", objects, objects, c.effect(summary), summary)
	}
}

// mustAgree checks that server and state contain the same certificates.
func (c *cell) mustAgree() {
	c.Helper()
	var live, held []int64
	for _, certificate := range c.env.Mock.Certificates("") {
		if certificate.Status != "revoked" {
			live = append(live, certificate.ID)
		}
	}
	for n := range objects {
		if id := c.certificateID(n); id != 0 {
			held = append(held, id)
		}
	}
	slices.Sort(held)
	if !slices.Equal(live, held) {
		c.Errorf("expected the same certificates on the server and in the state, got %v and %v", live, held)
	}
}

// missing describes what the operation has not achieved for object n. It is empty
// if the operation is complete.
func (c *cell) missing(n int) string {
	c.Helper()
	certificate, _ := c.env.Mock.Certificate(c.certificateID(n))
	if c.lacks != nil {
		if problem := c.lacks(c, n, certificate); problem != "" {
			return problem
		}
	}
	held := c.certificates[n]
	if !held.Exists() {
		return ""
	}
	if held.Attribute("serial_number") != certificate.SerialNumber || held.Attribute("certificate_pem") != certificate.CertificatePEM {
		return fmt.Sprintf("the state of certificate %d differs from the server", certificate.ID)
	}
	return ""
}

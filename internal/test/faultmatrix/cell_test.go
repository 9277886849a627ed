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

// objects is to how many objects an operation is done in a cell.
const objects = 2

// cell is one cell of the matrix.
type cell struct {
	*testing.T
	operation
	fault
	env      *acctest.Environment
	door     *door
	provider *acctest.Protocol
	// certificates are the objects, others what belongs to each.
	certificates, others [objects]*acctest.Resource
	discovered           [objects]int64
}

func newCell(t *testing.T, operation operation, fault fault) *cell {
	t.Helper()
	c := &cell{T: t, operation: operation, fault: fault, env: acctest.New(t, operation.options)}
	c.door = newDoor(t, c.env.Mock)
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

// configuration is that of certificate n.
func (c *cell) configuration(n int) acctest.Attributes {
	config := acctest.Attributes{"common_name": name(n), "subject_alternative_names": []string{"www." + name(n)}, "key_type": "RSA"}
	if c.isSlow && c.method == http.MethodPost && c.path == list {
		// An order may take as long as this.
		config["timeouts"] = map[string]string{"create": "200ms"}
	}
	return config
}

// start starts a process of the provider.
func (c *cell) start(settings acctest.Attributes) *acctest.Protocol {
	c.Helper()
	all := acctest.Attributes{}
	maps.Copy(all, c.operation.settings)
	maps.Copy(all, settings)
	if c.fault.name == refused {
		all["endpoint"] = c.door.endpoint()
	}
	return c.env.ProtocolWithSettings(c.T, all)
}

// restart hands the objects to a new process of the provider.
func (c *cell) restart(settings acctest.Attributes) {
	c.Helper()
	c.provider = c.start(settings)
	for n := range objects {
		c.certificates[n] = c.certificates[n].WithProvider(c.provider)
		c.others[n] = c.others[n].WithProvider(c.provider)
	}
}

// outcome is how a cell ended.
type outcome string

const (
	// done: all succeeded.
	done outcome = "done"
	// told: there was an error, and the next apply finished the job.
	told outcome = "told"
	// unmet: the operation made no such request, so that nothing went wrong.
	unmet outcome = "-"
)

// run does the operation while the fault occurs, and then without it until
// nothing is left to do. It fails the test on any third outcome.
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
			ended = told
			c.mustBeClear(run, problem)
		}
	}
	if ended == done {
		c.mustHaveWorkedOnce()
	}
	if !c.hasOccurred() {
		ended = unmet
	}
	c.finish()
	return ended
}

// finish does the operation without the fault, with another process and a while
// later, and expects that this leaves nothing to do.
func (c *cell) finish() {
	c.Helper()
	c.env.Mock.ClearFaults()
	c.env.Clock.AfterSleep(nil)
	c.door.closesBefore = func(int) bool { return false }
	c.door.open()
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
	c.mustHaveWorkedOnce()
	c.mustAgree()
}

// hasOccurred reports that the fault met a request.
func (c *cell) hasOccurred() bool {
	return c.door.refuses || len(c.env.Mock.Journal().Where(func(e mockserver.Entry) bool { return e.Fault != "" })) > 0
}

func (c *cell) prepareAll() {
	c.Helper()
	for n := range objects {
		if c.prepare != nil {
			c.prepare(c, n)
		}
	}
}

// cause lets the fault occur.
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

// whatToDo is what a clear error or warning says in the end.
var whatToDo = regexp.MustCompile(`(?i)\b(apply again|applies|check|look in TigerTrust|lower requests_per_second|change the provider's endpoint|next (plan|apply))`)

// mustBeClear expects that what is not done is told, and what to do about it.
func (c *cell) mustBeClear(run *acctest.Run, problem string) {
	c.Helper()
	if len(run.Diagnostics) == 0 {
		c.Errorf("neither an error nor a warning, and %s", problem)
	}
	for _, diagnostic := range run.Diagnostics {
		if text := diagnostic.Text(); !whatToDo.MatchString(text) {
			c.Errorf("it does not say what to do:\n%s", text)
		}
	}
}

// certificateID returns what the state holds of object n, 0 where it holds none.
func (c *cell) certificateID(n int) int64 {
	for object, attribute := range map[*acctest.Resource]string{c.certificates[n]: "id", c.others[n]: "certificate_id"} {
		if !object.Exists() {
			continue
		}
		if id, ok := object.Attribute(attribute).(float64); ok {
			return int64(id)
		}
	}
	return 0
}

// mustBeTrue expects that what the state holds is there and is what it says.
func (c *cell) mustBeTrue(n int) {
	c.Helper()
	id := c.certificateID(n)
	if id == 0 {
		return
	}
	certificate, ok := c.env.Mock.Certificate(id)
	if !ok || certificate.CommonName != name(n) {
		c.Errorf("the state holds certificate %d, which is not there or another one", id)
	}
}

func (c *cell) mustHaveWorkedOnce() {
	c.Helper()
	if c.effect == nil {
		return
	}
	if summary := c.env.Mock.Summary(); c.effect(summary) != objects {
		c.Errorf("%d objects, and it was done %d times: %+v", objects, c.effect(summary), summary)
	}
}

// mustAgree compares what the server has with what the state holds.
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
		c.Errorf("the server has the certificates %v, the state holds %v", live, held)
	}
}

// missing tells what object n lacks of what its operation is for; it is empty if
// that is nothing.
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
		return fmt.Sprintf("the state of certificate %d is not what the server has", certificate.ID)
	}
	return ""
}

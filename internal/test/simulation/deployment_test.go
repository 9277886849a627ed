package simulation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
)

// deployment is the deployment of a block's certificate: what is written, what
// Terraform has of it, and what was deployed last.
type deployment struct {
	// targets is what is written; nil is no deployment.
	targets []string
	// isWired: certificate_fingerprint is that of the certificate.
	isWired  bool
	resource *acctest.Resource
	// deployed describes certificate, fingerprint and targets of the last
	// deployment; empty is none.
	deployed string
	// lostFiles: a file of it was removed.
	lostFiles bool
}

// describe returns what a deployment would deploy now.
func (d *deployment) describe(fingerprint string, id int64) string {
	return fmt.Sprint(id, fingerprint, d.targets)
}

func editDeployment(w *world, random *rand.Rand) {
	b := w.someWritten(random)
	if b == nil {
		return
	}
	d := &b.deployment
	d.targets = pick(random, []string{"nginx-main"}, []string{"nginx-main"}, []string{"haproxy-lb", "nginx-main"}, nil)
	d.isWired = random.IntN(2) == 0
	if d.targets == nil {
		d.resource, d.deployed = nil, ""
	}
	w.logf("people: deploy block %s to %v (fingerprint wired: %t)", b.name, d.targets, d.isWired)
}

func loseFiles(w *world, random *rand.Rand) {
	b := w.someHeld(random)
	if b == nil || b.deployment.deployed == "" {
		return
	}
	w.logf("server: the files of certificate %d of %s were removed", b.held, b.name)
	_ = w.env.Mock.SetLocations(b.held)
	b.deployment.lostFiles = true
}

// deploy applies the deployments of blocks, after their certificates.
func (w *world) deploy(blocks []*block, process *acctest.Protocol) {
	for _, b := range blocks {
		certificate, ok := w.certificate(b)
		isReady := ok && b.exists() && b.resource.Attribute("certificate_pem") != nil && certificate.Status != "revoked"
		if isReady && b.deployment.targets != nil {
			w.deployOne(b, certificate.Fingerprint, process)
		}
	}
}

func (w *world) deployOne(b *block, fingerprint string, process *acctest.Protocol) {
	d := &b.deployment
	config := acctest.Attributes{"certificate_id": b.resource.Attribute("id"), "targets": d.targets}
	if inState := b.resource.Attribute("fingerprint"); d.isWired && inState != nil {
		config["certificate_fingerprint"] = inState
	}
	r := process.Resource("tigertrust_certificate_deployment")
	if d.resource != nil {
		r = d.resource.WithProvider(process)
	}
	wanted := d.describe(fingerprint, b.held)
	isAllowed := wanted != d.deployed || d.lostFiles
	w.env.Mock.ResetJournal()
	run := r.Apply(config)
	d.resource = r
	writes := w.writes()
	if len(writes) == 0 && run.Succeeded {
		return
	}
	w.logf("  deployment of %s: %s", b.name, problems(run))
	for _, line := range showEntries(writes) {
		w.logf("      %s", line)
	}
	own := "/api/certificates/" + w.env.Mock.CertificateID(b.held) + "/deploy"
	switch {
	case len(writes) > 0 && !isAllowed:
		w.failf("deployment", "nobody asked for %s", strings.Join(showEntries(writes), "; "))
	case slices.ContainsFunc(writes, func(e entry) bool { return e.Path != own }):
		w.failf("write to another certificate", "block %s has certificate %d, and the provider sent %s", b.name, b.held, strings.Join(showEntries(writes), "; "))
	case run.Succeeded:
		d.deployed, d.lostFiles = wanted, false
	}
}

package deployment

// reason is why a plan deploys the certificate to every target again.
type reason string

const (
	reasonNone        reason = ""
	reasonCertificate reason = "certificate_id changed"
	reasonAgent       reason = "agent_id changed"
	reasonMissing     reason = "a location is missing"
	reasonTriggers    reason = "triggers changed"
	reasonFingerprint reason = "certificate_fingerprint changed"
	reasonRenewed     reason = "the certificate was renewed"
)

// decision is the deployment that an apply carries out.
type decision struct {
	// reason is why the apply deploys to all targets. Without a reason, it only
	// deploys to added targets.
	reason reason
	// targets are the targets to deploy to. If it is empty, nothing is deployed.
	targets []string
	// keepsFingerprint is true if the state must keep its fingerprint, because a
	// new fingerprint in the configuration is not deployed.
	keepsFingerprint bool
}

func (d decision) deploysAll() bool { return d.reason != reasonNone }

// decide returns the deployment that the apply of a plan carries out. It only
// depends on its arguments, because plan and apply must reach the same decision.
func decide(state, plan *resourceModel, observed observation) decision {
	if reason := redeployReason(state, plan, observed); reason != reasonNone {
		return decision{reason: reason, targets: plan.targets()}
	}
	return decision{
		targets:          plan.addedTargets(state),
		keepsFingerprint: !plan.redeploysRenewals(observed) && !state.CertificateFingerprint.IsNull(),
	}
}

// redeployReason returns the first reason that applies. A missing location takes
// precedence over the reasons after it, which the plan shows less clearly than the
// warning about the location.
func redeployReason(state, plan *resourceModel, observed observation) reason {
	switch {
	case !plan.CertificateID.Equal(state.CertificateID):
		return reasonCertificate
	case !plan.AgentID.Equal(state.AgentID):
		return reasonAgent
	case observed.Missing != "" && !observed.Revoked:
		return reasonMissing
	case !plan.Triggers.IsNull() && !state.Triggers.IsNull() && !plan.Triggers.Equal(state.Triggers):
		return reasonTriggers
	case !plan.redeploysRenewals(observed):
		return reasonNone
	case plan.hasNewFingerprint(state, observed):
		return reasonFingerprint
	case observed.isRenewed():
		return reasonRenewed
	default:
		return reasonNone
	}
}

// redeploysRenewals reports whether Terraform must deploy a renewed
// certificate. It never deploys a revoked certificate.
func (m *resourceModel) redeploysRenewals(observed observation) bool {
	isEnabled := m.RedeployOnRenewal.IsUnknown() || m.RedeployOnRenewal.ValueBool()
	return isEnabled && !observed.Revoked && !observed.serverDeploys(m.targets())
}

// hasNewFingerprint reports whether the configured fingerprint has changed to one
// that is not deployed yet.
func (m *resourceModel) hasNewFingerprint(state *resourceModel, observed observation) bool {
	return !state.CertificateFingerprint.IsNull() && !m.CertificateFingerprint.Equal(state.CertificateFingerprint) &&
		(m.CertificateFingerprint.IsUnknown() || m.CertificateFingerprint.ValueString() != observed.Deployed)
}

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

// decision is the deployment of an apply.
type decision struct {
	// reason is why all targets are deployed to. Without one, only targets
	// that were added are.
	reason reason
	// targets are the targets to deploy to. With none, nothing is deployed.
	targets []string
	// keepsFingerprint is set if the state has to keep its fingerprint, because a
	// new fingerprint in the configuration is not deployed.
	keepsFingerprint bool
}

func (d decision) deploysAll() bool { return d.reason != reasonNone }

// decide returns the deployment of an apply of the plan. It depends on its
// arguments only, because plan and apply have to come to the same decision.
func decide(state, plan *resourceModel, observed observation) decision {
	if reason := redeployReason(state, plan, observed); reason != reasonNone {
		return decision{reason: reason, targets: plan.targets()}
	}
	return decision{
		targets:          plan.addedTargets(state),
		keepsFingerprint: !plan.redeploysRenewals(observed) && !state.CertificateFingerprint.IsNull(),
	}
}

// redeployReason returns the first reason that applies. A missing location goes
// before the reasons that a plan shows less clearly than its warning does.
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

// redeploysRenewals reports whether Terraform has to deploy a renewed
// certificate. It never deploys a revoked one.
func (m *resourceModel) redeploysRenewals(observed observation) bool {
	isWanted := m.RedeployOnRenewal.IsUnknown() || m.RedeployOnRenewal.ValueBool()
	return isWanted && !observed.Revoked && !observed.serverDeploys(m.targets())
}

// hasNewFingerprint reports whether the configured fingerprint changed to one
// that is not deployed yet.
func (m *resourceModel) hasNewFingerprint(state *resourceModel, observed observation) bool {
	return !state.CertificateFingerprint.IsNull() && !m.CertificateFingerprint.Equal(state.CertificateFingerprint) &&
		(m.CertificateFingerprint.IsUnknown() || m.CertificateFingerprint.ValueString() != observed.Deployed)
}

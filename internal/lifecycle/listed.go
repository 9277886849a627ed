package lifecycle

import (
	"context"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// echoedSettings are the settings that an answer tells. The reference shows them in no
// answer; where single answers have them, the list need not.
type echoedSettings struct {
	AutoRenew            bool `json:"auto_renew,omitempty"`
	RenewalThresholdDays bool `json:"renewal_threshold_days,omitempty"`
	DeploymentTargets    bool `json:"deployment_targets,omitempty"`
}

func echoedSettingsIn(answer *tigertrust.Certificate) echoedSettings {
	return echoedSettings{
		AutoRenew:            answer.AutoRenew != nil,
		RenewalThresholdDays: answer.RenewalThresholdDays != nil,
		DeploymentTargets:    answer.DeploymentTargets != nil,
	}
}

// listed returns the certificate from the list where that is as good as a
// single answer: the list shows the very certificate that is known already, and
// every setting that single answers tell. It is nil where a single answer is
// needed.
func (c Certificate) listed(ctx context.Context) *tigertrust.Certificate {
	if c.isScopeMismatch() || !certmodel.HasValue(c.Model.Fingerprint) || !certmodel.HasValue(c.Model.CertificatePEM) {
		return nil
	}
	item := c.Session.CachedCertificate(ctx, c.ID)
	if item == nil || !c.Model.MatchesListItem(certmodel.FromAPI(item)) {
		return nil
	}
	answer := *item
	// What means the same keeps the spelling of single answers.
	answer.CommonName, answer.SubjectAlternativeNames, answer.KeyType = nil, nil, nil
	// The same fingerprint is the same certificate.
	answer.CertificatePEM = c.Model.CertificatePEM.ValueStringPointer()
	if !c.Origin.Echoed.AutoRenew {
		answer.AutoRenew = nil
	}
	if !c.Origin.Echoed.RenewalThresholdDays {
		answer.RenewalThresholdDays = nil
	}
	if !c.Origin.Echoed.DeploymentTargets {
		answer.DeploymentTargets = nil
	}
	if echoedSettingsIn(&answer) != c.Origin.Echoed {
		return nil
	}
	return &answer
}

package managed

import (
	"context"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// echoed are the settings that an answer tells. The reference shows them in no
// answer; where single answers have them, the list need not.
type echoed struct {
	AutoRenew            bool `json:"auto_renew,omitempty"`
	RenewalThresholdDays bool `json:"renewal_threshold_days,omitempty"`
	DeploymentTargets    bool `json:"deployment_targets,omitempty"`
}

func echoedBy(answer *tigertrust.Certificate) echoed {
	return echoed{
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
	if c.isElsewhere() || !IsSet(c.Facts.Fingerprint) || !IsSet(c.Facts.CertificatePEM) {
		return nil
	}
	item := c.Client.ListedCertificate(ctx, c.ID)
	if item == nil || !c.Facts.MatchesListItem(AnswerFacts(item)) {
		return nil
	}
	answer := *item
	// What means the same keeps the spelling of single answers.
	answer.CommonName, answer.SubjectAlternativeNames, answer.KeyType = nil, nil, nil
	// The same fingerprint is the same certificate.
	answer.CertificatePEM = c.Facts.CertificatePEM.ValueStringPointer()
	if !c.Record.Echoed.AutoRenew {
		answer.AutoRenew = nil
	}
	if !c.Record.Echoed.RenewalThresholdDays {
		answer.RenewalThresholdDays = nil
	}
	if !c.Record.Echoed.DeploymentTargets {
		answer.DeploymentTargets = nil
	}
	if echoedBy(&answer) != c.Record.Echoed {
		return nil
	}
	return &answer
}

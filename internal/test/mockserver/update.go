package mockserver

import "net/http"

// settingsRequest is the body of PUT /certificates/:id. Nil is what was left
// out.
type settingsRequest struct {
	autoRenew     *bool
	thresholdDays *int64
	targets       *[]string
}

// updateCertificate serves PUT /certificates/:id. Settings can be changed
// while the certificate is pending, and not once it is revoked.
func (s *Server) updateCertificate(c *request) (result, error) {
	r, err := s.find(c.workspace, c.id)
	if err != nil {
		return result{}, err
	}
	in, err := c.readBody()
	if err != nil {
		return result{}, err
	}
	asked := settingsRequest{
		autoRenew:     in.boolean("autoRenew"),
		thresholdDays: in.positiveInt("renewalThresholdDays"),
		targets:       in.uniqueStrings("deploymentTargets"),
	}
	if asked.thresholdDays != nil && *asked.thresholdDays >= int64(r.validityDays) {
		in.reject("renewalThresholdDays", "must be less than the validity")
	}
	if err := in.err(); err != nil {
		return result{}, err
	}
	if r.revocation != nil {
		return result{}, alreadyRevoked()
	}
	if s.options.PutReplaces {
		r.settings = s.defaultSettings(r.caID, r.validityDays)
	}
	s.apply(asked, &r.settings)
	s.summary.Changed++
	return s.changeResult(s.options.ChangeResponse, http.StatusOK, r, c.now), nil
}

// defaultSettings are those of a certificate of which no request said anything.
// It renews by itself only if there is an authority to renew from.
func (s *Server) defaultSettings(authorityID int64, lifetimeDays int) Settings {
	return Settings{
		AutoRenew:            authorityID != 0,
		RenewalThresholdDays: s.cappedThresholdDays(defaultThreshold(lifetimeDays)),
	}
}

// apply changes the settings that a request names.
func (s *Server) apply(asked settingsRequest, to *Settings) {
	if asked.autoRenew != nil {
		to.AutoRenew = *asked.autoRenew
	}
	if asked.thresholdDays != nil {
		to.RenewalThresholdDays = s.cappedThresholdDays(int(*asked.thresholdDays))
	}
	if asked.targets != nil {
		to.DeploymentTargets = *asked.targets
	}
	s.options.SettingsLimits.applyTo(to)
}

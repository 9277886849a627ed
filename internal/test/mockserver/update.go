package mockserver

import "net/http"

// settingsRequest is the body of PUT /certificates/:id. Omitted fields are nil.
type settingsRequest struct {
	autoRenew     *bool
	thresholdDays *int64
	targets       *[]string
}

// updateCertificate serves PUT /certificates/:id. Settings can be changed while
// the certificate is pending, but not after it was revoked.
func (s *Server) updateCertificate(req *request, r *record, body *bodyReader) (result, error) {
	changes := settingsRequest{
		autoRenew:     body.boolean("autoRenew"),
		thresholdDays: body.positiveInt("renewalThresholdDays"),
		targets:       body.uniqueStrings("deploymentTargets"),
	}
	changes.checkThreshold(body, r.validityDays)
	if err := body.err(); err != nil {
		return result{}, err
	}
	if r.revocation != nil {
		return result{}, alreadyRevoked()
	}
	if s.options.PutReplaces {
		r.settings = s.defaultSettings(r.caID, r.validityDays)
	}
	s.applySettings(changes, &r.settings)
	s.summary.Changed++
	return s.written("update", r, req.now, s.changeResult(s.options.ChangeResponse, http.StatusOK, r, req.now)), nil
}

// checkThreshold validates the renewal threshold for a validity period.
func (changes settingsRequest) checkThreshold(body *bodyReader, validityDays int) {
	if changes.thresholdDays != nil && *changes.thresholdDays >= int64(validityDays) {
		body.reject("renewalThresholdDays", "must be less than the validity period")
	}
}

// defaultSettings returns the settings of a certificate before any request
// changes them. Automatic renewal requires a CA.
func (s *Server) defaultSettings(caID int64, validityDays int) Settings {
	return Settings{
		AutoRenew:            caID != 0,
		RenewalThresholdDays: s.cappedThresholdDays(defaultThreshold(validityDays)),
	}
}

// applySettings changes the settings that a request contains.
func (s *Server) applySettings(changes settingsRequest, settings *Settings) {
	if changes.autoRenew != nil {
		settings.AutoRenew = *changes.autoRenew
	}
	if changes.thresholdDays != nil {
		settings.RenewalThresholdDays = s.cappedThresholdDays(int(*changes.thresholdDays))
	}
	if changes.targets != nil {
		settings.DeploymentTargets = *changes.targets
	}
	s.options.SettingsLimits.applyTo(settings)
}

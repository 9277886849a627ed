package tigertrust

import (
	"context"
	"net/http"
)

// RevocationReason is why a certificate is revoked (reference, "Revocation
// Reasons"; RFC 5280, section 5.3.1).
type RevocationReason string

// The reasons of the reference.
const (
	ReasonUnspecified          RevocationReason = "unspecified"
	ReasonKeyCompromise        RevocationReason = "keyCompromise"
	ReasonCACompromise         RevocationReason = "cACompromise"
	ReasonAffiliationChanged   RevocationReason = "affiliationChanged"
	ReasonSuperseded           RevocationReason = "superseded"
	ReasonCessationOfOperation RevocationReason = "cessationOfOperation"
)

// RevocationReasons returns all reasons, in the order of the reference.
func RevocationReasons() []RevocationReason {
	return []RevocationReason{
		ReasonUnspecified, ReasonKeyCompromise, ReasonCACompromise,
		ReasonAffiliationChanged, ReasonSuperseded, ReasonCessationOfOperation,
	}
}

// Revocation is the body of [Client.RevokeCertificate] (reference, "Revoke
// Certificate"). Empty comments are not sent.
type Revocation struct {
	Reason   RevocationReason `json:"reason"`
	Comments string           `json:"comments,omitempty"`
}

// RevokeCertificate revokes a certificate (POST /certificates/:id/revoke). The
// error is [ErrAlreadyRevoked] or [ErrCertificateNotFound] if there is nothing to
// revoke, and an [*UnreadableResponseError] for an empty response with status 200.
func (c *Client) RevokeCertificate(ctx context.Context, id ID, revocation Revocation) error {
	return c.operate(ctx, id, "revoke", revocation)
}

// RenewalMethod is how a certificate is renewed (reference, "Renewal
// Methods").
type RenewalMethod string

// The methods of the reference. A person must complete a renewal by
// [RenewByCSR].
const (
	RenewByACME RenewalMethod = "acme"
	RenewByCSR  RenewalMethod = "csr"
	RenewByAPI  RenewalMethod = "api"
)

// RenewalMethods returns all methods, in the order of the reference.
func RenewalMethods() []RenewalMethod {
	return []RenewalMethod{RenewByACME, RenewByCSR, RenewByAPI}
}

// Renewal is the body of [Client.RenewCertificate] (reference, "Renew
// Certificate"). A nil field is not sent.
type Renewal struct {
	Method             RenewalMethod `json:"method"`
	DeployAfterRenewal *bool         `json:"deployAfterRenewal,omitempty"`
}

// RenewCertificate requests a renewal (POST /certificates/:id/renew). It returns
// when the server has accepted the request, which may be before the certificate is
// renewed. The error is [ErrRenewalInProgress] if another renewal is not finished.
func (c *Client) RenewCertificate(ctx context.Context, id ID, renewal Renewal) error {
	return c.operate(ctx, id, "renew", renewal)
}

// Deployment is the body of [Client.DeployCertificate] (reference, "Deploy
// Certificate"). An empty agent is not sent.
type Deployment struct {
	Targets []string `json:"targets"`
	AgentID string   `json:"agentId,omitempty"`
}

// DeployCertificate makes agents install a certificate on targets (POST
// /certificates/:id/deploy). It returns when the server has accepted the request.
// After the deployment, [Certificate.Locations] contains the targets. The error is
// [ErrAgentUnavailable] if no agent can deploy.
func (c *Client) DeployCertificate(ctx context.Context, id ID, deployment Deployment) error {
	return c.operate(ctx, id, "deploy", deployment)
}

// operate starts an operation of a certificate. The reference does not document
// the response, so it may contain anything but another certificate.
func (c *Client) operate(ctx context.Context, id ID, operation string, body any) error {
	defer c.onWrite(id)
	return c.send(ctx, call{
		method: http.MethodPost,
		path:   []string{"certificates", string(id), operation},
		body:   body,
		about:  id,
		// A deployment has results of its own, which may have ids.
		returnsCertificate: operation != "deploy",
		mustConfirm:        operation == "revoke",
	}, nil)
}

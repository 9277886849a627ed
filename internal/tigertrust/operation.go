package tigertrust

import (
	"context"
	"net/http"
)

// RevocationReason says why a certificate is revoked (reference, "Revocation
// Reasons"; RFC 5280, section 5.3.1).
type RevocationReason string

// The reasons that the reference documents.
const (
	ReasonUnspecified          RevocationReason = "unspecified"
	ReasonKeyCompromise        RevocationReason = "keyCompromise"
	ReasonCACompromise         RevocationReason = "cACompromise"
	ReasonAffiliationChanged   RevocationReason = "affiliationChanged"
	ReasonSuperseded           RevocationReason = "superseded"
	ReasonCessationOfOperation RevocationReason = "cessationOfOperation"
)

// RevocationReasons returns all documented reasons, in the reference's order.
func RevocationReasons() []RevocationReason {
	return []RevocationReason{
		ReasonUnspecified, ReasonKeyCompromise, ReasonCACompromise,
		ReasonAffiliationChanged, ReasonSuperseded, ReasonCessationOfOperation,
	}
}

// Revocation is the body of [Client.RevokeCertificate]. Empty comments are
// left out.
type Revocation struct {
	Reason   RevocationReason `json:"reason"`
	Comments string           `json:"comments,omitempty"`
}

// RevokeCertificate revokes a certificate (POST /certificates/:id/revoke). The
// error is [ErrAlreadyRevoked] or [ErrCertificateNotFound] where there is nothing
// left to revoke.
func (c *Client) RevokeCertificate(ctx context.Context, id ID, revocation Revocation) error {
	return c.operate(ctx, id, "revoke", revocation)
}

// RenewalMethod says how a certificate is renewed (reference, "Renewal
// Methods").
type RenewalMethod string

// The methods that the reference documents. A csr renewal is finished by a
// person.
const (
	RenewByACME RenewalMethod = "acme"
	RenewByCSR  RenewalMethod = "csr"
	RenewByAPI  RenewalMethod = "api"
)

// RenewalMethods returns all documented methods, in the reference's order.
func RenewalMethods() []RenewalMethod {
	return []RenewalMethod{RenewByACME, RenewByCSR, RenewByAPI}
}

// Renewal is the body of [Client.RenewCertificate]. A nil field is left out.
type Renewal struct {
	Method             RenewalMethod `json:"method"`
	DeployAfterRenewal *bool         `json:"deployAfterRenewal,omitempty"`
}

// RenewCertificate orders a renewal (POST /certificates/:id/renew). It returns
// when the order is accepted, which may be before the renewal is done. The
// error is [ErrRenewalInProgress] when one is under way.
func (c *Client) RenewCertificate(ctx context.Context, id ID, renewal Renewal) error {
	return c.operate(ctx, id, "renew", renewal)
}

// Deployment is the body of [Client.DeployCertificate]. An empty agent is left
// out.
type Deployment struct {
	Targets []string `json:"targets"`
	AgentID string   `json:"agentId,omitempty"`
}

// DeployCertificate has agents put a certificate on targets (POST
// /certificates/:id/deploy). It returns when the order is accepted; the
// certificate's locations tell when it is carried out. The error is
// [ErrAgentUnavailable] when no agent can.
func (c *Client) DeployCertificate(ctx context.Context, id ID, deployment Deployment) error {
	return c.operate(ctx, id, "deploy", deployment)
}

// operate posts to one of a certificate's operations, whose answers are not
// documented and not read.
func (c *Client) operate(ctx context.Context, id ID, operation string, body any) error {
	defer c.onWrite(id)
	return c.send(ctx, call{
		method: http.MethodPost,
		path:   []string{"certificates", segment(id), operation},
		body:   body,
	}, nil)
}

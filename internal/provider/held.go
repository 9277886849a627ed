package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// stateServer records the certificates in the state in the session. Terraform passes
// every object of the state to UpgradeResourceState before it plans a change of it,
// also tainted and deposed objects, and with -refresh=false. The framework does not
// pass the request on to resources whose schema version has not changed.
type stateServer struct {
	frameworkServer
	provider  *tigertrustProvider
	framework tfprotov6.ProviderServer
}

// Framework returns the server of the framework, which takes no shortcuts.
func (s *stateServer) Framework() tfprotov6.ProviderServer { return s.framework }

// heldObject contains the attributes of an object in the state that decide whether
// a resource could adopt its certificate.
type heldObject struct {
	ID                      *tigertrust.ID     `json:"id"`
	CertificateID           *tigertrust.ID     `json:"certificate_id"`
	CommonName              *string            `json:"common_name"`
	SubjectAlternativeNames *[]string          `json:"subject_alternative_names"`
	CertificateAuthorityID  *tigertrust.CAID   `json:"certificate_authority_id"`
	KeyType                 *string            `json:"key_type"`
	KeySize                 *int64             `json:"key_size"`
	Status                  *tigertrust.Status `json:"status"`
}

func (s *stateServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	resp, err := s.frameworkServer.UpgradeResourceState(ctx, req)
	if resp == nil || err != nil {
		return resp, err
	}
	if conflict := s.hold(req); conflict != nil {
		resp.Diagnostics = append(resp.Diagnostics, conflict)
	}
	return resp, nil
}

// hold records the certificate of an object. It returns an error if a resource of
// this plan could adopt the certificate.
func (s *stateServer) hold(req *tfprotov6.UpgradeResourceStateRequest) *tfprotov6.Diagnostic {
	current := s.provider.session.Load()
	isCertificate := req.TypeName == certificateType || req.TypeName == "tigertrust_discovered_import"
	var object heldObject
	if current == nil || !isCertificate || req.RawState == nil || json.Unmarshal(req.RawState.JSON, &object) != nil {
		return nil
	}
	id := object.ID
	if object.CertificateID != nil {
		id = object.CertificateID
	}
	if id == nil {
		return nil
	}
	held := tigertrust.Certificate{
		ID:                      *id,
		CommonName:              object.CommonName,
		SubjectAlternativeNames: object.SubjectAlternativeNames,
		CertificateAuthorityID:  object.CertificateAuthorityID,
		KeyType:                 object.KeyType,
		KeySize:                 object.KeySize,
		Status:                  object.Status,
	}
	if current.Hold(held) {
		return nil
	}
	return &tfprotov6.Diagnostic{
		Severity: tfprotov6.DiagnosticSeverityError,
		Summary:  "Certificate in the state could be adopted by another resource",
		Detail: fmt.Sprintf("Certificate %s is in the state. This plan also creates a resource with adopt_existing = true for the same names and the same key. "+
			"Set adopt_existing = false for that resource. If it is this resource under another address, add a moved block instead.", *id),
	}
}

package certmodel

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// setFullChain sets the full chain to the certificate, followed by the other
// certificates of its chain. Without a certificate, it is null.
func (m *Model) setFullChain() {
	leaf := m.CertificatePEM.ValueString()
	switch {
	case m.CertificatePEM.IsUnknown() || m.ChainPEM.IsUnknown():
		m.FullChainPEM = types.StringUnknown()
	case leaf == "":
		m.FullChainPEM = types.StringNull()
	default:
		if !strings.HasSuffix(leaf, "\n") {
			leaf += "\n"
		}
		m.FullChainPEM = types.StringValue(leaf + m.ChainPEM.ValueString())
	}
}

// PlanFullChain marks the full chain as unknown if a part of it is unknown.
func (m *Model) PlanFullChain() {
	if m.CertificatePEM.IsUnknown() || m.ChainPEM.IsUnknown() {
		m.FullChainPEM = types.StringUnknown()
	}
}

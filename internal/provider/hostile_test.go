package provider_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// hostileTexts returns texts that a server should not send.
func hostileTexts() map[string]string {
	return map[string]string{
		"colours":   "\x1b[31mred\x1b[0m",
		"controls":  "a\x00b\x07c\x7fd\u0085e",
		"direction": "a\u202eb\u2066c\ufeffd",
		"lines":     "a\r\nError: all is lost\n\n╷",
		"very long": strings.Repeat("long ", 20_000),
		"templates": "${x} %{if} %s %!d(string)",
	}
}

// mustBePrintable expects diagnostics that are printable and short.
func mustBePrintable(t *testing.T, run *acctest.Run) {
	t.Helper()
	for _, diagnostic := range run.Diagnostics {
		text := diagnostic.Text()
		isUnfit := strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) })
		if isUnfit || !utf8.ValidString(text) || len(text) > 8000 || strings.Contains(text, "\nError: all is lost") {
			t.Errorf("%d bytes: %.400q", len(text), text)
		}
	}
}

// The state contains texts as the API returned them. Messages must be printable.
func TestHostileText_IsStoredButSanitized(t *testing.T) {
	for name, hostile := range hostileTexts() {
		t.Run(name, func(t *testing.T) {
			env := acctest.New(t, mockserver.Options{})
			env.Mock.Seed(mockserver.Seed{
				CommonName: "www.example.com",
				Locations:  []mockserver.Location{{AgentID: hostile, Hostname: hostile, Path: hostile}},
				Override: map[string]any{
					"commonName": "www.example.com" + hostile, "subjectAlternativeNames": []string{hostile, "www.example.com"},
					"issuer": hostile, "serialNumber": hostile, "fingerprint": hostile, "keyType": hostile,
					"status": hostile, "renewalStatus": hostile, "certificate": hostile, "chain": hostile,
				},
			})
			p := env.Protocol(t)
			certificate := p.Resource("tigertrust_certificate")
			certificate.Import("1001").MustSucceed()
			if got := certificate.Attribute("issuer"); got != hostile {
				t.Errorf("the state contains %.60q", got)
			}

			deployed := p.Resource("tigertrust_certificate_deployment")
			deployed.Import("1001//nginx-main").MustSucceed()
			if err := env.Mock.SetLocations(1001); err != nil {
				t.Fatal(err)
			}
			env.Clock.Advance(2 * time.Minute)
			mustBePrintable(t, deployed.Refresh())
			mustBePrintable(t, deployed.Plan(acctest.Attributes{"certificate_id": 1001, "targets": []string{"nginx-main"}}).Run)

			config := acctest.Attributes{"common_name": "other.example.com"}
			mustBePrintable(t, certificate.Plan(config).Run)
			env.Mock.Inject(mockserver.Fault{Method: http.MethodGet, Path: "/api/certificates/1001", Kind: mockserver.FaultUnauthorized})
			env.Clock.Advance(2 * time.Minute)
			mustBePrintable(t, certificate.Refresh().MustFail())
			env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Override: map[string]any{"issuer": hostile, "keyType": hostile}})
			env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Override: map[string]any{"issuer": hostile, "keyType": hostile}})
			_, several := p.ReadDataSource("tigertrust_certificate", acctest.Attributes{"common_name": "www.example.com"})
			mustBePrintable(t, several.MustFail())
			env.Mock.Inject(mockserver.Fault{Method: http.MethodPost, Kind: mockserver.FaultUnauthorized})
			mustBePrintable(t, p.InvokeAction(acctest.Invocation{TypeName: "tigertrust_certificate_revoke", Config: acctest.Attributes{"certificate_id": 1001}}).MustFail())
			mustBePrintable(t, certificate.Destroy().MustSucceed())
		})
	}
}

package certificate_test

import (
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// Most certificates are issued within seconds.
func TestCreate_Issuance_IsPolledSparingly(t *testing.T) {
	t.Parallel()
	const (
		list  = "GET " + certificatesPath
		order = "POST " + certificatesPath
		read  = "GET /api/certificates/1001"
	)
	for _, test := range []struct {
		issuance, atMost time.Duration
		asked            []string
	}{
		{0, 0, []string{list, order, list}},
		{400 * time.Millisecond, 500 * time.Millisecond, []string{list, order, read, list}},
		{1200 * time.Millisecond, 1700 * time.Millisecond, []string{list, order, read, read, list}},
		{5 * time.Second, 7500 * time.Millisecond, []string{list, order, read, read, read, read, list}},
		// No interval is longer than 5 s.
		{time.Minute, 65 * time.Second, nil},
	} {
		t.Run(test.issuance.String(), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{IssuanceDelay: test.issuance})
			certificate := env.ProtocolWithSettings(t, acctest.Attributes{"skip_credentials_check": true}).Resource("tigertrust_certificate")
			certificate.Apply(acctest.Attributes{"common_name": "www.example.com"}).MustHaveNoDiagnostics()
			if test.asked != nil {
				env.MustHaveRequested(t, test.asked...)
			}
			if took := env.Clock.Now().Sub(acctest.Start); took < test.issuance || took > test.atMost {
				t.Errorf("it took %s, want at most %s", took, test.atMost)
			}
		})
	}
}

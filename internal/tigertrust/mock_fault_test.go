package tigertrust_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// A GET and a POST each meet one fault. A POST that the server may have carried
// out is not sent again.
func TestMock_Faults_FollowRetryPolicy(t *testing.T) {
	tests := map[mockserver.FaultKind]struct{ reads, orders, issued int }{
		mockserver.FaultReset:             {2, 1, 0},
		mockserver.FaultDropBefore:        {2, 1, 0},
		mockserver.FaultDropAfter:         {2, 1, 1},
		mockserver.FaultErrorBefore:       {2, 1, 0},
		mockserver.FaultErrorAfter:        {2, 1, 1},
		mockserver.FaultUnauthorized:      {1, 1, 0},
		mockserver.FaultRateLimited:       {2, 2, 1},
		mockserver.FaultUnavailable:       {2, 1, 0},
		mockserver.FaultBadGateway:        {2, 1, 0},
		mockserver.FaultEmpty:             {1, 1, 0},
		mockserver.FaultProxyNotFoundHTML: {1, 1, 0},
		mockserver.FaultProxyNotFoundJSON: {1, 1, 0},
		mockserver.FaultRedirect:          {1, 1, 0},
		mockserver.FaultTruncated:         {2, 1, 1},
		mockserver.FaultGarbage:           {1, 1, 1},
		mockserver.FaultHuge:              {1, 1, 1},
		mockserver.FaultWrongTypes:        {1, 1, 1},
	}
	for kind, want := range tests {
		t.Run(string(kind), func(t *testing.T) {
			client, mock := newMock(t, mockserver.Options{})
			id := numericID(mock.Seed(mockserver.Seed{CommonName: "a.example.com"}))

			mock.Inject(mockserver.Fault{Method: http.MethodGet, Kind: kind})
			_, err := client.Certificate(t.Context(), id)
			if got := mock.Journal().Count(http.MethodGet, certificatesPath+"/*"); got != want.reads || (err == nil) != (want.reads == 2) {
				t.Errorf("read %d times, want %d: %v", got, want.reads, err)
			}
			mustNotContainKey(t, err)

			mock.Inject(mockserver.Fault{Method: http.MethodPost, Kind: kind})
			_, err = client.CreateCertificate(t.Context(), tigertrust.CertificateOrder{CommonName: "b.example.com"}, 0)
			if got := mock.Journal().Count(http.MethodPost, certificatesPath); got != want.orders || (err == nil) != (want.orders == 2) {
				t.Errorf("ordered %d times, want %d: %v", got, want.orders, err)
			}
			if got := len(mock.Certificates("b.example.com")); got != want.issued {
				t.Errorf("%d certificates were issued, want %d", got, want.issued)
			}
			mustNotContainKey(t, err)
		})
	}
}

func mustNotContainKey(t *testing.T, err error) {
	t.Helper()
	if err != nil && strings.Contains(err.Error(), mockserver.DefaultAPIKey) {
		t.Errorf("%q contains the key", err)
	}
}

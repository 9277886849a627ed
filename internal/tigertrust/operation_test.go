package tigertrust

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
)

func TestRevocationReasons(t *testing.T) {
	want := []RevocationReason{
		"unspecified", "keyCompromise", "cACompromise", "affiliationChanged", "superseded", "cessationOfOperation",
	}
	if got := RevocationReasons(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOperation_UndocumentedResponse_Succeeds(t *testing.T) {
	operations := map[string]func(context.Context, *Client) error{
		"update": func(ctx context.Context, c *Client) error {
			return c.UpdateCertificate(ctx, "1", CertificateSettings{})
		},
		"revoke": func(ctx context.Context, c *Client) error { return c.RevokeCertificate(ctx, "1", Revocation{}) },
		"renew":  func(ctx context.Context, c *Client) error { return c.RenewCertificate(ctx, "1", Renewal{}) },
		"deploy": func(ctx context.Context, c *Client) error { return c.DeployCertificate(ctx, "1", Deployment{}) },
	}
	for name, operate := range operations {
		for _, body := range []string{"", `{}`, `{"data":null}`, `{"data":{"id":"x"}}`, `{"success":true}`} {
			client, _ := newTestClient(t, serve(t, respond(http.StatusOK, body)).URL)
			err := operate(t.Context(), client)
			if isConfirmed := body != "" || name != "revoke"; isConfirmed != (err == nil) || err != nil && !errors.Is(err, errNoBody) {
				t.Errorf("%s with response %q: %v", name, body, err)
			}
		}
		client, _ := newTestClient(t, serve(t, respond(http.StatusConflict, `{"error":{"code":"ALREADY_REVOKED"}}`)).URL)
		if err := operate(t.Context(), client); !errors.Is(err, ErrAlreadyRevoked) {
			t.Errorf("%s with 409: %v", name, err)
		}
	}
}

func TestOperation_SuccessNotFromAPI_Fails(t *testing.T) {
	for name, test := range map[string]struct {
		body      string
		isSuccess bool
	}{
		"no body":      {"", false},
		"an object":    {`{"data":{"id":1}}`, true},
		"a login page": {"<html>Please log in</html>", false},
		"an error":     {`{"error":{"code":"ALREADY_REVOKED"}}`, false},
		"a text":       {`"ok"`, false},
		"a null error": {`{"data":{"id":1},"error":null}`, true},
	} {
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			return reply(http.StatusOK, test.body), nil
		})
		err := client.RevokeCertificate(t.Context(), "1", Revocation{Reason: ReasonUnspecified})
		var unreadable *UnreadableResponseError
		if test.isSuccess && err != nil || !test.isSuccess && !errors.As(err, &unreadable) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

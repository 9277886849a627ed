package tigertrust

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// callsAboutCertificate7 are the calls about an existing certificate.
func callsAboutCertificate7(t *testing.T) map[string]func(*Client) error {
	t.Helper()
	ctx := t.Context()
	return map[string]func(*Client) error{
		"get": func(c *Client) error {
			_, err := c.Certificate(ctx, "7")
			return err
		},
		"update": func(c *Client) error { return c.UpdateCertificate(ctx, "7", CertificateSettings{}) },
		"revoke": func(c *Client) error { return c.RevokeCertificate(ctx, "7", Revocation{}) },
		"renew":  func(c *Client) error { return c.RenewCertificate(ctx, "7", Renewal{}) },
		"deploy": func(c *Client) error { return c.DeployCertificate(ctx, "7", Deployment{}) },
	}
}

func TestResponse_AboutAnotherCertificate_Fails(t *testing.T) {
	const all = "get update revoke renew deploy"
	for body, mismatches := range map[string]string{
		`{"id":8,"commonName":"b.example.com"}`:                all,
		`{"id":"8","commonName":"b.example.com"}`:              all,
		`{"id":8,"serialNumber":"03:ab"}`:                      all,
		`{"id":8,"status":"revoked"}`:                          all,
		`{"id":8,"certificate":"-----BEGIN CERTIFICATE-----"}`: all,
		`{"id":8}`:                                "get update revoke renew",
		`{"id":8,"autoRenew":true}`:               "get update",
		`{"id":8,"status":"queued"}`:              "get update",
		`{"id":7,"commonName":"a.example.com"}`:   "",
		`{"id":"7","commonName":"a.example.com"}`: "",
		`{"id":7}`:                        "",
		`{"id":7,"certificateId":8}`:      all,
		`{"id":7,"certificate":{"id":8}}`: all,
		`{"id":7,"certificateId":7,"commonName":"a.example.com"}`: "",
	} {
		for name, do := range callsAboutCertificate7(t) {
			requests := 0
			client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
				requests++
				return reply(http.StatusOK, `{"data":`+body+`}`), nil
			}, withRetries(3))
			err := do(client)
			var other *OtherCertificateError
			if want := strings.Contains(mismatches, name); errors.As(err, &other) != want || !want && err != nil {
				t.Errorf("%s answered %s: got %v, want a mismatch: %t", name, body, err, want)
				continue
			}
			if requests != 1 {
				t.Errorf("%s answered %s: %d requests, want 1", name, body, requests)
			}
			if other == nil {
				continue
			}
			if other.Returned != "8" || !IsOutcomeUnknown(err) {
				t.Errorf("%s answered %s: got %+v, outcome unknown: %t", name, body, other, IsOutcomeUnknown(err))
			}
			const want = "response about another certificate: the request was about certificate 7, and the response from api.example.com is about certificate 8"
			if err.Error() != want {
				t.Errorf("got %q, want %q", err, want)
			}
		}
	}
}

// An operation may return a task or a record with an id of its own.
func TestOperation_ResponseWithTask_Succeeds(t *testing.T) {
	for _, body := range []string{
		`{"id":8,"certificateId":7,"status":"pending"}`,
		`{"id":8,"certificate":{"id":7}}`,
		`{"id":8,"method":"acme","status":"running"}`,
		`{"taskId":8}`,
		`[{"id":8}]`,
		`8`,
	} {
		for name, do := range callsAboutCertificate7(t) {
			client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
				return reply(http.StatusOK, `{"data":`+body+`}`), nil
			})
			if err := do(client); err != nil && name != "get" && name != "update" {
				t.Errorf("%s answered %s: %v", name, body, err)
			}
		}
	}
}

func TestPage_ContradictingItems_AreUnreadable(t *testing.T) {
	for items, want := range map[string]string{
		`{"id":7,"status":"active"},{"id":7,"status":"active"}`:                               "",
		`{"id":7,"validTo":"2024-04-01T00:00:00Z"},{"id":7,"validTo":"2024-04-01T00:00:00Z"}`: "",
		`{"id":7,"serialNumber":"01"},{"id":8},{"id":7,"serialNumber":"02"}`:                  "the page contains two different items with the id 7",
		`{"id":7,"commonName":"a.example.com"},{"id":7}`:                                      "the page contains two different items with the id 7",
	} {
		client, _ := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			return reply(http.StatusOK, `{"data":[`+items+`]}`), nil
		})
		_, err := client.AllCertificates(t.Context(), CertificateQuery{})
		_, discoveredErr := client.AllDiscoveredCertificates(t.Context(), DiscoveryQuery{})
		for _, err := range []error{err, discoveredErr} {
			var unreadable *UnreadableResponseError
			if want == "" && err != nil || want != "" && (!errors.As(err, &unreadable) || unreadable.Err.Error() != want) {
				t.Errorf("%s: got %v, want %q", items, err, want)
			}
		}
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/apidiag"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// replay passes recorded responses to the provider's client, without sending a
// request. It shows whether the provider can read them.
type replay struct {
	client *tigertrust.Client
	next   *response
	err    error
	// placeholder is the id of replayed certificates.
	placeholder tigertrust.ID
}

func newReplay() (*replay, error) {
	r := &replay{}
	client, err := r.newClient(nil)
	if err != nil {
		return nil, err
	}
	r.client = client
	return r, json.Unmarshal([]byte("1"), &r.placeholder)
}

// newClient returns a client that receives the recorded responses.
func (r *replay) newClient(endpoint *url.URL) (*tigertrust.Client, error) {
	return tigertrust.New(tigertrust.Config{
		Endpoint: endpoint, APIKey: "ak_replay_of_recorded_responses", APIKeySource: "the environment variable TIGERTRUST_API_KEY", Transport: r,
	})
}

// RoundTrip implements [http.RoundTripper].
func (r *replay) RoundTrip(request *http.Request) (*http.Response, error) {
	if r.err != nil {
		return nil, r.err
	}
	return &http.Response{
		StatusCode: r.next.status, Header: r.next.header, Body: io.NopCloser(bytes.NewReader(r.next.raw)), Request: request,
	}, nil
}

// success makes a document the next response.
func (r *replay) success(document any) error {
	raw, err := json.Marshal(document)
	r.next, r.err = &response{status: http.StatusOK, header: http.Header{}, raw: raw}, nil
	return err
}

// explain returns the provider's message for a response or an error of the first
// request.
func (r *replay) explain(ctx context.Context, host string, got *response, failure error) string {
	client, err := r.newClient(&url.URL{Scheme: "https", Host: host})
	if err != nil {
		return err.Error()
	}
	r.next, r.err = got, failure
	_, err = client.Pager(tigertrust.CertificateQuery{}).First(ctx)
	if err == nil {
		return "The endpoint is not a TigerTrust API\nThe response contains no list of certificates."
	}
	diagnostic := apidiag.Access(err)
	return diagnostic.Summary() + "\n" + diagnostic.Detail()
}

// documentedPagination is that of a list with one item.
var documentedPagination = object{"page": 1, "limit": 100, "total": 1, "totalPages": 1}

// list returns an error if the provider cannot read a list like this one, apart
// from its items.
func (r *replay) list(ctx context.Context, prefix string, got *response) error {
	envelope := maps.Clone(got.envelope())
	if _, isList := got.items(); isList {
		envelope["data"] = []any{}
	}
	if got.pagination() != nil {
		// Its fields are points of their own.
		envelope["pagination"] = object{"page": 1, "limit": 100, "total": 0, "totalPages": 0}
	}
	if err := r.success(envelope); err != nil {
		return err
	}
	return r.readList(ctx, prefix)
}

func (r *replay) readList(ctx context.Context, prefix string) error {
	if prefix == "discovered" {
		_, err := r.client.AllDiscoveredCertificates(ctx, tigertrust.DiscoveryQuery{})
		return err
	}
	_, err := r.client.Pager(tigertrust.CertificateQuery{}).First(ctx)
	return err
}

// field returns an error if the provider cannot read an object with this value of
// a field.
func (r *replay) field(ctx context.Context, prefix, name string, value any) error {
	item := object{"id": 1, name: value}
	switch prefix {
	case "listItem", "discoveredItem":
		if err := r.success(object{"data": []any{item}, "pagination": documentedPagination}); err != nil {
			return err
		}
		return r.readList(ctx, strings.TrimSuffix(prefix, "Item"))
	case "list.pagination", "discovered.pagination":
		if formOf(name, value) == formInteger {
			// Any other number is right for another list.
			return nil
		}
		if err := r.success(object{"data": []any{}, "pagination": object{name: value}}); err != nil {
			return err
		}
		return r.readList(ctx, strings.TrimSuffix(prefix, ".pagination"))
	case "certificate":
		return r.single(ctx, name, item)
	case "location":
		return r.single(ctx, "locations", object{"id": 1, "locations": []any{object{name: value}}})
	case "statistics":
		if err := r.success(object{"data": object{name: value}}); err != nil {
			return err
		}
		_, err := r.client.Statistics(ctx)
		return err
	default:
		return nil
	}
}

// single returns an error if the provider cannot read a certificate with this
// field.
func (r *replay) single(ctx context.Context, name string, item object) error {
	if err := r.success(object{"data": item}); err != nil {
		return err
	}
	id := r.placeholder
	if name == "id" {
		raw, err := json.Marshal(item["id"])
		if err != nil {
			return err
		}
		if err := json.Unmarshal(raw, &id); err != nil {
			return err
		}
	}
	certificate, err := r.client.Certificate(ctx, id)
	if err == nil && name == "certificate" && text(item[name]) != "" && !certificate.Issued() {
		return errors.New("the provider would wait for the certificate")
	}
	return err
}

// reason returns why the client cannot read a replayed response.
func reason(err error) string {
	var unreadable *tigertrust.UnreadableResponseError
	if errors.As(err, &unreadable) {
		err = unreadable.Err
	}
	return err.Error()
}

// unknownID returns an error if the provider does not recognize that a certificate
// does not exist.
func (r *replay) unknownID(ctx context.Context, got *response) error {
	r.next, r.err = got, nil
	_, err := r.client.Certificate(ctx, r.placeholder)
	if errors.Is(err, tigertrust.ErrCertificateNotFound) {
		return nil
	}
	return errors.New("the provider would not notice that a certificate no longer exists")
}

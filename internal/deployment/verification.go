package deployment

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certpem"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/lifecycle"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/poll"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/session"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tlsprobe"
)

// defaultVerifyTimeout is the time limit of a verification that has none.
const defaultVerifyTimeout = time.Minute

// The time limits of one attempt. An attempt at the deadline still has the time to
// succeed, and an endpoint that does not respond is tried again.
const (
	shortestAttempt = time.Second
	longestAttempt  = 10 * time.Second
)

// verification waits until endpoints serve a certificate, for the resource or the
// action.
type verification struct {
	session *session.Session
	// label names the certificate, such as "certificate 1001".
	label string
	// expected are the fingerprints of the certificate. A certificate that was just
	// renewed has two.
	expected   []string
	endpoints  []string
	serverName string
	deadline   poll.Deadline
	// attribute is the attribute that contains the endpoints.
	attribute path.Path
	// advice is the next step after a failure.
	advice string
}

// finding is what an endpoint serves, or why that is unknown.
type finding struct {
	endpoint tlsprobe.Endpoint
	served   *x509.Certificate
	err      error
}

// run connects to the endpoints until each has served the certificate once.
func (v *verification) run(ctx context.Context) diag.Diagnostic {
	var pending []finding
	for _, text := range v.endpoints {
		endpoint, err := tlsprobe.ParseEndpoint(text)
		if err != nil {
			return diag.NewAttributeErrorDiagnostic(v.attribute, "Invalid endpoint", fmt.Sprintf("The endpoint %q %s.", text, err))
		}
		pending = append(pending, finding{endpoint: endpoint})
	}
	// Endpoints that do not respond take up real time, whatever the clock.
	ctx, cancel := context.WithTimeout(ctx, v.deadline.Duration+shortestAttempt)
	defer cancel()
	err := poll.Immediately(ctx, v.session, v.deadline, fmt.Sprintf("%s to be served by %s", v.label, strings.Join(v.endpoints, ", ")), func() (bool, error) {
		v.connect(ctx, pending)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		pending = slices.DeleteFunc(pending, v.isExpected)
		return len(pending) == 0, nil
	})
	if err != nil {
		return v.problem(pending, err)
	}
	return nil
}

// connect connects to the endpoints at the same time.
func (v *verification) connect(ctx context.Context, findings []finding) {
	left := max(v.deadline.Time.Sub(v.session.Now()), shortestAttempt)
	ctx, cancel := context.WithTimeout(ctx, min(left, longestAttempt))
	defer cancel()
	var connections sync.WaitGroup
	for i := range findings {
		connections.Go(func() {
			chain, err := tlsprobe.Chain(ctx, findings[i].endpoint, v.serverName)
			if findings[i].err = err; err == nil {
				findings[i].served = chain[0]
			}
		})
	}
	connections.Wait()
}

func (v *verification) isExpected(found finding) bool {
	return found.err == nil && slices.Contains(v.expected, certpem.Fingerprint(found.served))
}

// problem returns the error about the endpoints that have not served the
// certificate.
func (v *verification) problem(pending []finding, err error) diag.Diagnostic {
	summary := lifecycle.Capitalize(v.label) + " is not served"
	if errors.Is(err, context.Canceled) {
		return diag.NewAttributeErrorDiagnostic(v.attribute, summary, "Terraform was interrupted before the endpoints served the certificate.\n\n"+v.advice)
	}
	lines := make([]string, len(pending))
	for i := range pending {
		lines[i] = "  " + pending[i].String()
	}
	return diag.NewAttributeErrorDiagnostic(v.attribute, summary,
		fmt.Sprintf("These endpoints did not serve %s (%s) within %s:\n\n%s\n\n%s", v.label, strings.Join(v.expected, " or "), v.deadline, strings.Join(lines, "\n"), v.advice))
}

// String describes the finding in a form that is safe to print.
func (f *finding) String() string {
	if f.err != nil {
		return fmt.Sprintf("%s %s", f.endpoint, tigertrust.Printable(f.err.Error()))
	}
	return fmt.Sprintf("%s serves %s with the fingerprint %s, valid from %s to %s", f.endpoint, subject(f.served), certpem.Fingerprint(f.served),
		f.served.NotBefore.UTC().Format(time.RFC3339), f.served.NotAfter.UTC().Format(time.RFC3339))
}

// subject returns the subject of a certificate, or its names if it has none, in a
// form that is safe to print.
func subject(certificate *x509.Certificate) string {
	text := certificate.Subject.String()
	if text == "" {
		text = strings.Join(certpem.AlternativeNames(certificate), ", ")
	}
	if text == "" {
		return "a certificate without names"
	}
	return tigertrust.Printable(text)
}

// fingerprints returns the fingerprint of an observed certificate: that of its PEM,
// or the one that TigerTrust returned. There is none if both are missing.
func fingerprints(observed *lifecycle.Observation) []string {
	if certificates, err := certpem.Parse(observed.Model.CertificatePEM.ValueString()); err == nil {
		return []string{certpem.Fingerprint(certificates[0])}
	}
	return parseFingerprints(observed.Model.Fingerprint.ValueString())
}

// parseFingerprints returns the fingerprint in a text, if there is one.
func parseFingerprints(text string) []string {
	fingerprint, err := certpem.ParseFingerprint(text)
	if err != nil {
		return nil
	}
	return []string{fingerprint}
}

// noFingerprintError returns the error about a certificate that nothing can be
// compared with.
func noFingerprintError(attribute path.Path, label string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(attribute, "Cannot verify which certificate is served",
		fmt.Sprintf("TigerTrust returns neither the PEM nor a SHA-256 fingerprint of %s. Remove the verification, or check in TigerTrust whether the certificate is issued.", label))
}

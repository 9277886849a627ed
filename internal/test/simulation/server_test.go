package simulation_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const day = 24 * time.Hour

// seconds returns one of the durations.
func seconds(random *rand.Rand, choices ...int) time.Duration {
	return time.Duration(pick(random, choices...)) * time.Second
}

// someHeld returns a block with a certificate, nil where there is none.
func (w *world) someHeld(random *rand.Rand) *block {
	var held []*block
	for _, b := range w.blocks {
		if b.held != 0 {
			held = append(held, b)
		}
	}
	if len(held) == 0 {
		return nil
	}
	return held[random.IntN(len(held))]
}

// someGrant returns what a CA may issue for any order.
func someGrant(random *rand.Rand) mockserver.Grant {
	var grant mockserver.Grant
	for range 1 + random.IntN(2) {
		switch random.IntN(7) {
		case 0:
			grant.AddNames = []string{pick(random, "www.@", "api.@", "@")}
		case 1:
			grant.DropNames = []string{pick(random, "www.@", "api.@")}
		case 2:
			grant.DropAlternativeNames = true
		case 3:
			grant.KeyType, grant.KeySize = pick(random, "RSA", "ECDSA"), 0
		case 4:
			grant.KeyType, grant.KeySize = "RSA", pick(random, 2048, 3072, 4096)
		case 5:
			grant.CertificateAuthorityID = pick[int64](random, 5, 6, 7)
		case 6:
			grant.ValidityDays = pick(random, 47, 60, 89, 398)
		}
	}
	return grant
}

func changeGrants(w *world, random *rand.Rand) {
	var grants mockserver.Grants
	for _, grant := range []*mockserver.Grant{&grants.Order, &grants.ServerRenewal, &grants.RequestedRenewal} {
		if random.IntN(2) == 0 {
			*grant = someGrant(random)
		}
	}
	w.logf("server: from now on grants %s", showGrants(grants))
	w.env.Mock.SetGrants(grants)
}

func renewByServer(w *world, random *rand.Rand) {
	b := w.someHeld(random)
	if b == nil {
		return
	}
	_, err := w.env.Mock.Renew(b.held)
	certificate, _ := w.certificate(b)
	w.logf("server: renews certificate %d of %s (%v): %s", b.held, b.name, err, describe(certificate))
}

func describe(c mockserver.Certificate) string {
	return fmt.Sprintf("%v, %s %d, CA %d, %d days, %s, settings %+v", c.SubjectAlternativeNames, c.KeyType, c.KeySize, c.CertificateAuthorityID, c.ValidityDays, c.Status, c.Settings)
}

func limitSettings(w *world, random *rand.Rand) {
	isOn := random.IntN(2) == 0
	limits := pick(random,
		mockserver.SettingsLimits{}, mockserver.SettingsLimits{AutoRenew: &isOn}, mockserver.SettingsLimits{LowercaseTargets: true},
		mockserver.SettingsLimits{MinRenewalThresholdDays: 12}, mockserver.SettingsLimits{DeploymentTargets: []string{"nginx-main"}})
	maximum := pick(random, 0, 0, 5, 11)
	w.logf("server: from now on limits settings to %+v and thresholds to %d", limits, maximum)
	w.env.Mock.Configure(func(o *mockserver.Options) { o.SettingsLimits, o.MaxRenewalThresholdDays = limits, maximum })
}

func driftSettings(w *world, random *rand.Rand) {
	b := w.someHeld(random)
	if b == nil {
		return
	}
	_ = w.env.Mock.SetSettings(b.held, func(s *mockserver.Settings) {
		switch random.IntN(3) {
		case 0:
			s.AutoRenew = !s.AutoRenew
		case 1:
			s.RenewalThresholdDays = 1 + random.IntN(13)
		case 2:
			s.DeploymentTargets = pick(random, nil, []string{"nginx-main"}, []string{"haproxy-lb"})
		}
	})
	certificate, _ := w.certificate(b)
	w.logf("server: somebody changed the settings of certificate %d of %s to %+v", b.held, b.name, certificate.Settings)
}

// Fields that responses may have or lack.
var (
	settingsFields = []string{"autoRenew", "renewalThresholdDays", "deploymentTargets", "validityDays"}
	listOnly       = []string{"certificateAuthorityId", "createdAt", "renewalStatus"}
	orderFields    = []string{"subjectAlternativeNames", "keyType", "keySize", "status"}
)

func changeFields(w *world, random *rand.Rand) {
	fields := mockserver.Fields{Single: map[string]mockserver.FieldMode{}, List: map[string]mockserver.FieldMode{}}
	set := func(modes map[string]mockserver.FieldMode, names []string, mode mockserver.FieldMode) {
		for _, name := range names {
			modes[name] = mode
		}
	}
	if random.IntN(2) == 0 {
		set(fields.Single, settingsFields, mockserver.Included)
	}
	if random.IntN(2) == 0 {
		set(fields.List, settingsFields, mockserver.Included)
	}
	if random.IntN(3) == 0 {
		set(fields.Single, listOnly, mockserver.Included)
	}
	if random.IntN(4) == 0 {
		set(fields.List, listOnly[:1], mockserver.Omitted)
	}
	if random.IntN(4) == 0 {
		set(pick(random, fields.Single, fields.List), []string{orderFields[random.IntN(len(orderFields))]}, pick(random, mockserver.Omitted, mockserver.Null))
	}
	w.logf("server: from now on shows fields differently: single %v, list %v", fields.Single, fields.List)
	w.env.Mock.Configure(func(o *mockserver.Options) { o.Fields = fields })
	for _, b := range w.blocks {
		b.mayUpdate = true
	}
}

func lag(w *world, random *rand.Rand) {
	delay, age := seconds(random, 0, 10), seconds(random, 0, 30, 3600)
	w.listLags = w.listLags || age > 0 || delay > 0
	w.logf("server: lists show new certificates after %s, and items up to %s old", delay, age)
	w.env.Mock.Configure(func(o *mockserver.Options) { o.ListDelay, o.ListAge = delay, age })
}

func delayIssuance(w *world, random *rand.Rand) {
	issuance, renewal := seconds(random, 0, 0, 20, 1500), seconds(random, 0, 20, 1500)
	fails := random.IntN(4) == 0
	w.logf("server: issuance takes %s, a renewal %s (fails: %t)", issuance, renewal, fails)
	w.env.Mock.Configure(func(o *mockserver.Options) {
		o.IssuanceDelay, o.RenewalDelay, o.RenewalFails = issuance, renewal, fails
	})
}

func migrate(w *world, random *rand.Rand) {
	if b := w.someHeld(random); b != nil {
		ca := pick[int64](random, 5, 6, 7)
		w.logf("server: certificate %d of %s belongs to CA %d", b.held, b.name, ca)
		_ = w.env.Mock.SetCertificateAuthority(b.held, ca)
	}
}

func revokeByServer(w *world, random *rand.Rand) {
	b := w.someHeld(random)
	if b == nil {
		return
	}
	if w.env.Mock.FailIssuance(b.held) == nil {
		w.logf("server: the order %d of %s failed", b.held, b.name)
		return
	}
	w.logf("server: certificate %d of %s is revoked", b.held, b.name)
	_ = w.env.Mock.Revoke(b.held, "keyCompromise")
}

// leaveOrphan adds a certificate as a killed run leaves it behind: one that a block
// ordered, or would order, and that no state has.
func leaveOrphan(w *world, random *rand.Rand) {
	b := w.someWritten(random)
	if b == nil {
		return
	}
	alternatives, _ := b.config["subject_alternative_names"].([]string)
	keyType, _ := b.config["key_type"].(string)
	keySize, isSized := b.config["key_size"].(int)
	if !isSized {
		keySize = map[string]int{"RSA": 2048, "ECDSA": 256}[keyType]
	}
	ca, _ := b.config["certificate_authority_id"].(int)
	name := fmt.Sprint(b.config["common_name"])
	id := w.env.Mock.Seed(mockserver.Seed{
		CommonName: name, SubjectAlternativeNames: append([]string{name}, alternatives...),
		KeyType: keyType, KeySize: keySize, CertificateAuthorityID: int64(ca),
		ValidTo: w.env.Clock.Now().AddDate(0, 0, pick(random, 90, 90, 60, 3)),
	})
	w.logf("server: a killed run has left certificate %d for block %s", id, b.name)
}

// mixUp makes one response, or all to one endpoint, be about another certificate
// during the next command.
func mixUp(w *world, random *rand.Rand) {
	b := w.someHeld(random)
	if b == nil {
		return
	}
	own := "/api/certificates/" + w.env.Mock.CertificateID(b.held)
	fault := pick(random,
		mockserver.Fault{Method: http.MethodGet, Path: own},
		mockserver.Fault{Method: http.MethodGet, Path: own},
		mockserver.Fault{Method: http.MethodGet, Path: "/api/certificates"},
		mockserver.Fault{Method: http.MethodPut, Path: own},
		mockserver.Fault{Method: http.MethodPost, Path: own + "/renew"},
		mockserver.Fault{Method: http.MethodPost, Path: own + "/revoke"},
		mockserver.Fault{Method: http.MethodPost, Path: "/api/certificates"},
		mockserver.Fault{Method: http.MethodPost, Path: "/api/certificates"},
	)
	fault.Kind = pick(random, mockserver.FaultOtherBefore, mockserver.FaultOtherAfter)
	fault.Times = pick(random, 1, 1, 1, mockserver.Always)
	if fault.Method == http.MethodGet && fault.Path == "/api/certificates" {
		fault.Kind = mockserver.FaultMixedList
	}
	others := slices.DeleteFunc(w.env.Mock.Certificates(""), func(c mockserver.Certificate) bool { return c.ID == b.held })
	fault.Other = others[random.IntN(len(others))].ID
	w.env.Mock.Inject(fault)
	w.isMixedUp = true
	w.logf("server: during the next command, %s %s is answered with certificate %d (%s, times %d)", fault.Method, fault.Path, fault.Other, fault.Kind, fault.Times)
}

func pass(w *world, random *rand.Rand) {
	days := pick(random, 0, 1, 10, 35, 60, 95)
	w.logf("time: %d days pass", days)
	w.env.Clock.Advance(time.Duration(days)*day + 2*time.Hour)
}

// showGrants returns the fields that are set.
func showGrants(grants mockserver.Grants) string {
	var parts []string
	for _, part := range []struct {
		when  string
		grant mockserver.Grant
	}{{"at orders", grants.Order}, {"at its own renewals", grants.ServerRenewal}, {"at requested renewals", grants.RequestedRenewal}} {
		document, _ := json.Marshal(part.grant)
		var members map[string]any
		_ = json.Unmarshal(document, &members)
		maps.DeleteFunc(members, func(_ string, value any) bool {
			return value == nil || value == "" || value == 0.0 || value == false
		})
		if len(members) > 0 {
			parts = append(parts, fmt.Sprintf("%s %v", part.when, members))
		}
	}
	if parts == nil {
		return "what is ordered"
	}
	return strings.Join(parts, ", ")
}

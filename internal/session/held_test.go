package session

import (
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

// Terraform plans objects in any order.
func TestPlanAdoption_HeldCertificate_IsFoundInAnyOrder(t *testing.T) {
	isFirst := func(c *tigertrust.Certificate) bool { return c.ID == "1" }
	var before, after Session
	if !before.Hold(tigertrust.Certificate{ID: "1"}) || before.PlanAdoption(isFirst) == nil {
		t.Error("a plan after the certificate was read may adopt it")
	}
	if after.PlanAdoption(isFirst) != nil || after.Hold(tigertrust.Certificate{ID: "1"}) {
		t.Error("a plan before the certificate was read may adopt it")
	}
	if !after.Hold(tigertrust.Certificate{ID: "2"}) {
		t.Error("a certificate that does not match is not adopted")
	}
	before.Release("1")
	if before.isHeld("1") || before.PlanAdoption(isFirst) != nil {
		t.Error("a released certificate can be adopted")
	}
}

func TestIsManagedInState_WaitsForState(t *testing.T) {
	for name, test := range map[string]struct {
		// passesAfter is after how many intervals Terraform passes a certificate.
		passesAfter func(interval int) tigertrust.ID
		isManaged   bool
		most        time.Duration
	}{
		"nothing is passed":         {func(int) tigertrust.ID { return "" }, false, time.Second},
		"it is passed":              {func(interval int) tigertrust.ID { return map[int]tigertrust.ID{9: "1"}[interval] }, true, time.Second},
		"it is passed after others": {func(interval int) tigertrust.ID { return map[int]tigertrust.ID{8: "2", 16: "3", 24: "1"}[interval] }, true, 3 * time.Second},
		"it is passed too late":     {func(interval int) tigertrust.ID { return map[int]tigertrust.ID{12: "1"}[interval] }, false, time.Second},
		"others without end":        {func(int) tigertrust.ID { return "2" }, false, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			session, fake := newSession(t, nil, false)
			began, interval := fake.Now(), 0
			fake.AfterSleep(func() {
				interval++
				if id := test.passesAfter(interval); id != "" {
					session.Hold(tigertrust.Certificate{ID: id})
				}
			})
			if got := session.IsManagedInState(t.Context(), "1"); got != test.isManaged {
				t.Errorf("got %t", got)
			}
			if waited := fake.Now().Sub(began); waited > test.most {
				t.Errorf("waited %s", waited)
			}
			if session.IsManagedInState(t.Context(), "2"); fake.Now().Sub(began) > time.Minute {
				t.Error("the waits take more than a minute")
			}
		})
	}
}

func TestAdopt_DestroyedOrClaimed_IsRefused(t *testing.T) {
	var s Session
	if !s.BeginDestroy("1") || s.Adopt("1") {
		t.Error("a certificate whose resource is destroyed was adopted")
	}
	if !s.Adopt("2") || s.Adopt("2") {
		t.Error("a certificate was adopted twice")
	}
	if s.BeginDestroy("2") {
		t.Error("an adopted certificate may be revoked by another resource")
	}
	s.Claim("3")
	if s.Adopt("3") {
		t.Error("the certificate of an order was adopted")
	}
}

// Searches take one request each. Reading the list must not take more in total than
// the searches and the pages together.
func TestListedCertificates_AfterAsManySearchesAsPages(t *testing.T) {
	for pages, total := range map[int]int{1: 80, 3: 250} {
		list := &fakeList{total: total}
		session := newBulkSession(t, list)
		for search := 1; search <= 5; search++ {
			items, isListed := session.ListedCertificates(t.Context())
			if isListed != (search >= pages) || isListed && len(items) != total {
				t.Errorf("search %d of a list with %d pages: %d items, %t", search, pages, len(items), isListed)
			}
		}
	}
	session, _ := newSession(t, nil, false)
	if _, isListed := session.ListedCertificates(t.Context()); isListed {
		t.Error("the list is read without bulk refresh")
	}
}

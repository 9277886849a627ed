package certificate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/certmodel"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tigertrust"
)

const (
	ascending  = 1
	descending = -1
)

// sort sorts certificates. The API sorts lists too, but returns equal items in
// any order, and a changed order is a change to Terraform.
func (m *listModel) sort(certificates []tigertrust.Certificate) {
	by, direction := m.SortBy.ValueString(), ascending
	if by == "" && certmodel.HasValue(m.ExpiresWithinDays) {
		by = "expires_at"
	}
	if m.SortOrder.ValueString() == "desc" {
		direction = descending
	}
	slices.SortFunc(certificates, func(a, b tigertrust.Certificate) int {
		return cmp.Or(compareBy(by, &a, &b, direction), a.ID.Compare(b.ID))
	})
}

// compareBy compares the field that sort_by names.
func compareBy(field string, a, b *tigertrust.Certificate, direction int) int {
	switch field {
	case "expires_at":
		return compareTimes(a.ValidTo, b.ValidTo, direction)
	case "created_at":
		return compareTimes(a.CreatedAt, b.CreatedAt, direction)
	case "common_name":
		one, other := certmodel.StringValue(a.CommonName), certmodel.StringValue(b.CommonName)
		return compareNullsLast(!one.IsNull(), !other.IsNull(), func() int {
			return direction * strings.Compare(strings.ToLower(one.ValueString()), strings.ToLower(other.ValueString()))
		})
	default:
		return 0
	}
}

// compareNewestFirst orders certificates by time of creation, newest first, and by
// id if they were created in the same second.
func compareNewestFirst(a, b tigertrust.Certificate) int {
	return cmp.Or(compareTimes(a.CreatedAt, b.CreatedAt, descending), -a.ID.Compare(b.ID))
}

// isNewer reports whether the first of two certificates in the order of
// [compareNewestFirst] is known to be newer.
func isNewer(first, second *tigertrust.Certificate) bool {
	_, isKnown := first.ID.IsNewer(second.ID)
	return isKnown || compareTimes(first.CreatedAt, second.CreatedAt, descending) != 0
}

func compareTimes(a, b *tigertrust.Time, direction int) int {
	return compareNullsLast(hasTime(a), hasTime(b), func() int { return direction * a.Compare(b.Time) })
}

// compareNullsLast sorts missing values to the end, in both directions.
func compareNullsLast(hasA, hasB bool, compare func() int) int {
	switch {
	case hasA && hasB:
		return compare()
	case hasA:
		return -1
	case hasB:
		return 1
	default:
		return 0
	}
}

func hasTime(at *tigertrust.Time) bool { return at != nil && !at.IsZero() }

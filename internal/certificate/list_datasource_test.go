package certificate_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

const listType = "tigertrust_certificates"

func TestList_AllFields_AreShown(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{
		"as documented":  {IssuanceDelay: -1},
		"strings as ids": {IssuanceDelay: -1, StringIDs: true},
		"nulls":          {IssuanceDelay: -1, NullEmptyFields: true, ExtraFields: map[string]any{"tags": []string{"a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			remaining := map[int64]any{
				env.Mock.Seed(mockserver.Seed{CommonName: "WWW.Example.com", SubjectAlternativeNames: []string{"b.example.com", "192.0.2.7", "a.example.com"}, ValidTo: acctest.Start.Add(30 * day)}): 30,
				env.Mock.Seed(mockserver.Seed{CommonName: "a.example.com", ValidTo: acctest.Start.Add(30*day - time.Second), KeyType: "ECDSA", KeySize: 384, CertificateAuthorityID: 6}):              29,
				env.Mock.Seed(mockserver.Seed{CommonName: "b.example.com", ValidTo: acctest.Start.Add(time.Second), CertificateAuthorityID: mockserver.NoCA, SubjectAlternativeNames: []string{}}):    0,
				env.Mock.Seed(mockserver.Seed{CommonName: "now.example.com", ValidFrom: acctest.Start.Add(-day), ValidTo: acctest.Start}):                                                             0,
				env.Mock.Seed(mockserver.Seed{CommonName: "c.example.com", ValidFrom: acctest.Start.Add(-9 * day), ValidTo: acctest.Start.Add(-time.Second)}):                                         -1,
				env.Mock.Seed(mockserver.Seed{CommonName: "d.example.com", ValidFrom: acctest.Start.Add(-9 * day), ValidTo: acctest.Start.Add(-2 * day)}):                                             -2,
				env.Mock.Seed(mockserver.Seed{CommonName: "e.example.com", Status: "revoked"}):                                                                                                        90,
				env.Mock.Seed(mockserver.Seed{CommonName: "f.example.com", Status: "pending"}):                                                                                                        nil,
				env.Mock.Seed(mockserver.Seed{CommonName: "g.example.com", ValidTo: time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)}):                                                     2_912_428.0,
			}
			state := dataSourceBlocks{"test": ""}.read(t, env, listType)["test"]
			items, _ := state["certificates"].([]any)
			if len(items) != len(remaining) || state["total"] != float64(len(remaining)) || !slices.IsSorted(toIDs(state["ids"])) {
				t.Fatalf("got %d of %v: %v", len(items), state["total"], state["ids"])
			}
			for i, item := range items {
				id := toIDs(state["ids"])[i]
				expected := attributesInMock(t, env, id)
				expected["days_remaining"] = remaining[id]
				expected["renewal_due_at"], expected["days_overdue"] = nil, nil
				attributes, _ := item.(map[string]any)
				mustHaveAttributes(t, fmt.Sprintf("certificate %d", id), attributes, expected)
				if len(attributes) != len(expected) {
					t.Errorf("the attributes are %v", attributes)
				}
			}
		})
	}
}

func TestList_MissingFields_AreNull(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]mockserver.FieldMode{"left out": mockserver.Omitted, "null": mockserver.Null} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{Fields: mockserver.Fields{List: fieldModes(mode, "commonName", "issuer", "serialNumber", "fingerprint",
				"subjectAlternativeNames", "validFrom", "validTo", "keyType", "keySize", "status", "renewalStatus", "certificateAuthorityId", "createdAt")}})
			env.Mock.SeedInventory(3, 1)
			for name, state := range (dataSourceBlocks{
				"plain":   "",
				"name":    `sort_by = "common_name"`,
				"expiry":  "sort_by = \"expires_at\"\nsort_order = \"desc\"",
				"created": `sort_by = "created_at"`,
			}).read(t, env, listType) {
				if ids := toIDs(state["ids"]); !slices.Equal(ids, []int64{1001, 1002, 1003}) {
					t.Errorf("%s: the ids are %v", name, ids)
				}
				items, _ := state["certificates"].([]any)
				for _, item := range items {
					attributes, _ := item.(map[string]any)
					for attribute, value := range attributes {
						if attribute != "id" && value != nil {
							t.Errorf("%s is %v", attribute, value)
						}
					}
				}
			}
		})
	}
}

func TestList_EverySize_IsComplete(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 100, 101, 5000} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, mockserver.Options{})
			seeded := env.Mock.SeedInventory(size, 1)
			tf := env.Terraform(t)
			tf.Apply(env.Config(dataSourceBlocks{"test": ""}.config(listType))).MustHaveNoDiagnostics()
			state := tf.Instance(listType + ".test").Attributes
			items, isList := state["certificates"].([]any)
			if ids := toIDs(state["ids"]); !slices.Equal(ids, seeded) || !isList || len(items) != size || state["total"] != float64(size) {
				t.Errorf("got %d ids, %d certificates of %v", len(ids), len(items), state["total"])
			}
			if asked := len(env.Mock.Journal()); asked != max(1, (size+99)/100) {
				t.Errorf("%d requests", asked)
			}
		})
	}
}

// Several seeds have equal sort keys, so that the id decides.
func TestList_FiltersAndSorts(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{UnstableOrder: true, DescendingByDefault: true})
	seed := func(name, keyType string, size int, ca int64, created, expires time.Duration, status string) {
		env.Mock.Seed(mockserver.Seed{
			CommonName: name, KeyType: keyType, KeySize: size, CertificateAuthorityID: ca, Status: status,
			ValidFrom: acctest.Start.Add(-99 * day), CreatedAt: acctest.Start.Add(created), ValidTo: acctest.Start.Add(expires),
		})
	}
	seed("b.example.com", "RSA", 2048, 5, -3*day, 60*day, "")      // 1001
	seed("a.example.com", "RSA", 2048, 6, -2*day, 60*day, "")      // 1002
	seed("B.example.com", "ECDSA", 256, 6, -2*day, 10*day, "")     // 1003
	seed("a.example.com", "ECDSA", 256, 5, -day, 10*day, "")       // 1004
	seed("c.example.net", "RSA", 2048, 5, -4*day, -day, "")        // 1005
	seed("d.example.net", "DSA", 1024, 5, -day, 60*day, "revoked") // 1006
	type expectation struct {
		attributes, query string
		ids               []int64
		total             int
	}
	tests := map[string]expectation{
		"all":              {ids: []int64{1001, 1002, 1003, 1004, 1005, 1006}, query: "limit=100&page=1"},
		"active":           {attributes: `status = "active"`, ids: []int64{1001, 1002}, query: "limit=100&page=1&status=active"},
		"expiring":         {attributes: `status = "expiring"`, ids: []int64{1003, 1004}, query: "limit=100&page=1&status=expiring"},
		"expired":          {attributes: `status = "expired"`, ids: []int64{1005}, query: "limit=100&page=1&status=expired"},
		"revoked":          {attributes: `status = "revoked"`, ids: []int64{1006}, query: "limit=100&page=1&status=revoked"},
		"search":           {attributes: `search = "example.NET"`, ids: []int64{1005, 1006}, query: "limit=100&page=1&search=example.NET"},
		"search_escaped":   {attributes: `search = "a b&c=ü%"`, ids: []int64{}, query: "limit=100&page=1&search=a+b%26c%3D%C3%BC%25"},
		"CA":               {attributes: `certificate_authority_id = 6`, ids: []int64{1002, 1003}, query: "caId=6&limit=100&page=1"},
		"key_type":         {attributes: `key_type = "ecdsa"`, ids: []int64{1003, 1004}, query: "limit=100&page=1"},
		"other_key_type":   {attributes: `key_type = "DSA"`, ids: []int64{1006}, query: "limit=100&page=1"},
		"everything":       {attributes: "status = \"active\"\nsearch = \"example\"\ncertificate_authority_id = 6\nkey_type = \"RSA\"\nsort_by = \"expires_at\"\nsort_order = \"desc\"\nmax_results = 5", ids: []int64{1002}, query: "caId=6&limit=100&page=1&search=example&sortBy=expiresAt&sortOrder=desc&status=active"},
		"limited":          {attributes: "max_results = 2\nsort_by = \"created_at\"\nsort_order = \"desc\"", ids: []int64{1004, 1006}, total: 6, query: "limit=100&page=1&sortBy=createdAt&sortOrder=desc"},
		"limited_by_all":   {attributes: "max_results = 6", ids: []int64{1001, 1002, 1003, 1004, 1005, 1006}, query: "limit=100&page=1"},
		"expires":          {attributes: `sort_by = "expires_at"`, ids: []int64{1005, 1003, 1004, 1001, 1002, 1006}, query: "limit=100&page=1&sortBy=expiresAt&sortOrder=asc"},
		"expires_asc":      {attributes: "sort_by = \"expires_at\"\nsort_order = \"asc\"", ids: []int64{1005, 1003, 1004, 1001, 1002, 1006}, query: "limit=100&page=1&sortBy=expiresAt&sortOrder=asc"},
		"expires_desc":     {attributes: "sort_by = \"expires_at\"\nsort_order = \"desc\"", ids: []int64{1001, 1002, 1006, 1003, 1004, 1005}, query: "limit=100&page=1&sortBy=expiresAt&sortOrder=desc"},
		"common_name":      {attributes: `sort_by = "common_name"`, ids: []int64{1002, 1004, 1001, 1003, 1005, 1006}, query: "limit=100&page=1&sortBy=commonName&sortOrder=asc"},
		"common_name_desc": {attributes: "sort_by = \"common_name\"\nsort_order = \"desc\"", ids: []int64{1006, 1005, 1001, 1003, 1002, 1004}, query: "limit=100&page=1&sortBy=commonName&sortOrder=desc"},
		"created":          {attributes: `sort_by = "created_at"`, ids: []int64{1005, 1001, 1002, 1003, 1004, 1006}, query: "limit=100&page=1&sortBy=createdAt&sortOrder=asc"},
		"created_desc":     {attributes: "sort_by = \"created_at\"\nsort_order = \"desc\"", ids: []int64{1004, 1006, 1002, 1003, 1001, 1005}, query: "limit=100&page=1&sortBy=createdAt&sortOrder=desc"},
	}
	written := dataSourceBlocks{}
	var expected []string
	for name, test := range tests {
		written[name] = test.attributes
		// The state is read twice.
		expected = append(expected, test.query, test.query)
	}
	for name, state := range written.read(t, env, listType) {
		total := tests[name].total
		if total == 0 {
			total = len(tests[name].ids)
		}
		if ids := toIDs(state["ids"]); !slices.Equal(ids, tests[name].ids) || state["total"] != float64(total) {
			t.Errorf("%s: got %v of %v, want %v of %d", name, ids, state["total"], tests[name].ids, total)
		}
	}
	slices.Sort(expected)
	if sent := listQueries(env.Mock.Journal()); !slices.Equal(sent, expected) {
		t.Errorf("sent was\n%q\nwant\n%q", sent, expected)
	}
}

// Missing values come last in both directions.
func TestList_MissingSortKey_ComesLast(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{NullEmptyFields: true})
	env.Mock.Seed(mockserver.Seed{CommonName: "a.example.com", Override: map[string]any{"createdAt": nil, "commonName": nil, "validTo": ""}})
	env.Mock.Seed(mockserver.Seed{CommonName: "b.example.com"})
	env.Mock.Seed(mockserver.Seed{CommonName: "c.example.com", ValidFrom: acctest.Start.Add(day), ValidTo: acctest.Start.Add(95 * day)})
	tests := dataSourceBlocks{}
	for _, field := range []string{"expires_at", "common_name", "created_at"} {
		for _, order := range []string{"asc", "desc"} {
			tests[field+"_"+order] = fmt.Sprintf("sort_by = %q\nsort_order = %q", field, order)
		}
	}
	for name, state := range tests.read(t, env, listType) {
		expected := []int64{1002, 1003, 1001}
		if name[len(name)-4:] == "desc" {
			expected = []int64{1003, 1002, 1001}
		}
		if ids := toIDs(state["ids"]); !slices.Equal(ids, expected) {
			t.Errorf("%s: got %v", name, ids)
		}
	}
}

func TestList_InvalidArguments_AreErrors(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tests := map[string]struct{ attributes, at, report string }{
		"expired":       {"expires_within_days = 30\nstatus = \"expired\"", "status", "(?s)Conflicting filters.*status = \"expired\" and"},
		"revoked":       {"expires_within_days = 30\nstatus = \"revoked\"", "status", "(?s)Conflicting filters.*status = \"revoked\" and"},
		"order":         {`sort_order = "desc"`, "sort_order", "sort_by"},
		"status":        {`status = "pending"`, "status", "(?s)active.*expiring.*expired.*revoked"},
		"status_case":   {`status = "Active"`, "status", "active"},
		"sort_by":       {`sort_by = "expiresAt"`, "sort_by", "expires_at"},
		"sort_order":    {"sort_by = \"expires_at\"\nsort_order = \"up\"", "sort_order", "asc"},
		"search":        {`search = ""`, "search", "at least 1"},
		"key_type":      {`key_type = ""`, "key_type", "at least 1"},
		"max_results":   {`max_results = 0`, "max_results", "at least 1"},
		"negative_days": {`expires_within_days = -1`, "expires_within_days", "between 0 and"},
		"too_many_days": {`expires_within_days = 99999999`, "expires_within_days", "between 0 and"},
	}
	written := dataSourceBlocks{}
	for name, test := range tests {
		written[name] = test.attributes
	}
	run := env.Terraform(t).Plan(env.Config(written.config(listType))).MustFail()
	for name, test := range tests {
		mustReportAt(t, run, "data."+listType+"."+name, test.at, test.report)
	}
	if len(env.Mock.Journal()) != 0 {
		t.Error("the server was asked")
	}
}

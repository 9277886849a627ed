package certificate_test

import (
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// A certificate without createdAt is never the most recent one.
func TestLookup_MostRecent_NeedsCreatedAt(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com"})
	env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Override: map[string]any{"createdAt": nil}})
	held := dataSourceBlocks{"test": "common_name = \"www.example.com\"\nmost_recent = true"}.read(t, env, lookupType)["test"]
	if held["id"] != acctest.ID(firstID) {
		t.Errorf("got %v", held["id"])
	}
}

// Numbers show which certificate is newer, other ids do not.
func TestLookup_MostRecentUnknown_IsError(t *testing.T) {
	t.Parallel()
	for name, override := range map[string]map[string]any{"same second": nil, "no createdAt": {"createdAt": nil}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := dataSourceBlocks{"test": "common_name = \"www.example.com\"\nmost_recent = true"}
			for _, isOpaque := range []bool{false, true} {
				env := acctest.New(t, mockserver.Options{OpaqueIDs: isOpaque})
				for range 2 {
					env.Mock.Seed(mockserver.Seed{CommonName: "www.example.com", Override: override})
				}
				if !isOpaque {
					if held := config.read(t, env, lookupType)["test"]; held["id"] != acctest.ID(firstID+1) {
						t.Errorf("got %v", held["id"])
					}
					continue
				}
				run := env.Terraform(t).Plan(env.Config(config.config(lookupType))).MustFail()
				mustReportAt(t, run, "data."+lookupType+".test", "most_recent", `(?s)The most recent certificate is unknown.*`+env.Mock.CertificateID(firstID)+`.*Set id to one of them`)
			}
		})
	}
}

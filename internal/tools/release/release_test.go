// Package release tests the files of a release, which `make test-release` builds
// first. The tests are skipped without them.
package release

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

const project = "terraform-provider-tigertrust"

// release is a folder with the files of a release.
type release struct {
	folder, version string
	// The names of the archive for this platform and of two other files.
	archive, manifest, checksums string
}

// find returns the release in the folder that RELEASE_ARCHIVES names.
func find(t *testing.T) release {
	t.Helper()
	folder := os.Getenv("RELEASE_ARCHIVES")
	if folder == "" {
		t.Skip("needs the release that make test-release builds")
	}
	sums, err := filepath.Glob(filepath.Join(folder, project+"_*_SHA256SUMS"))
	if err != nil || len(sums) != 1 {
		t.Fatalf("expected 1 file of checksums in %s, got %q, error: %v", folder, sums, err)
	}
	checksums := filepath.Base(sums[0])
	version := strings.TrimSuffix(strings.TrimPrefix(checksums, project+"_"), "_SHA256SUMS")
	return release{
		folder:    folder,
		version:   version,
		archive:   fmt.Sprintf("%s_%s_%s_%s.zip", project, version, runtime.GOOS, runtime.GOARCH),
		manifest:  fmt.Sprintf("%s_%s_manifest.json", project, version),
		checksums: checksums,
	}
}

func (r release) path(file string) string { return filepath.Join(r.folder, file) }

func TestChecksums_CoverArchivesAndManifest(t *testing.T) {
	release := find(t)
	sums := map[string]string{}
	for line := range strings.Lines(string(read(t, release.path(release.checksums)))) {
		sum, file, _ := strings.Cut(strings.TrimSpace(line), "  ")
		sums[file] = sum
	}
	manifest := read(t, filepath.Join("..", "..", "..", "terraform-registry-manifest.json"))
	for file, content := range map[string][]byte{release.archive: read(t, release.path(release.archive)), release.manifest: manifest} {
		sum := sha256.Sum256(content)
		if expected := hex.EncodeToString(sum[:]); sums[file] != expected {
			t.Errorf("expected the checksum %q of %s, got %q", expected, file, sums[file])
		}
	}
	archives, err := filepath.Glob(release.path("*.zip"))
	if err != nil {
		t.Fatal(err)
	}
	if len(sums) != len(archives)+1 {
		t.Errorf("expected checksums of %d archives and a manifest, got %d", len(archives), len(sums))
	}
}

func TestArchive_ContainsProgramAndLicence(t *testing.T) {
	release := find(t)
	archive, err := zip.OpenReader(release.path(release.archive))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = archive.Close() })
	program := project + "_v" + release.version
	var names []string
	for _, file := range archive.File {
		names = append(names, file.Name)
	}
	if strings.Join(names, " ") != "LICENSE "+program {
		t.Errorf("expected LICENSE and the program in the archive, got %q", names)
	}
	content, err := archive.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = content.Close() })
	executable, err := os.OpenFile(filepath.Join(t.TempDir(), program), os.O_CREATE|os.O_WRONLY, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := executable.ReadFrom(content); err != nil {
		t.Fatal(err)
	}
	if err := executable.Close(); err != nil {
		t.Fatal(err)
	}
	output, err := exec.CommandContext(t.Context(), executable.Name(), "-version").Output()
	if err != nil || strings.TrimSpace(string(output)) != release.version {
		t.Errorf("expected the version %s, got %q, error: %v", release.version, output, err)
	}
}

// Two builds of the same commit give the same archive, also later.
func TestArchive_HasTimesOfCommit(t *testing.T) {
	release := find(t)
	var metadata struct {
		Commit string `json:"commit"`
	}
	if err := json.Unmarshal(read(t, release.path("metadata.json")), &metadata); err != nil {
		t.Fatal(err)
	}
	if metadata.Commit == "none" {
		t.Skip("goreleaser finds the commit only in a repository with a remote")
	}
	output, err := exec.CommandContext(t.Context(), "git", "log", "-1", "--format=%ct", metadata.Commit).Output()
	if err != nil {
		t.Fatal(err)
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(string(output)), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(release.path(release.archive))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = archive.Close() })
	for _, file := range archive.File {
		if committed := time.Unix(seconds, 0); !file.Modified.Equal(committed) {
			t.Errorf("expected that %s is from %s, got %s", file.Name, committed.UTC(), file.Modified.UTC())
		}
	}
}

func TestSBOM_ListsModules(t *testing.T) {
	release := find(t)
	var document struct {
		BOMFormat  string `json:"bomFormat"`
		Components []struct {
			Name string `json:"name"`
		} `json:"components"`
	}
	file := strings.TrimSuffix(release.archive, ".zip") + ".cdx.json"
	if err := json.Unmarshal(read(t, release.path(file)), &document); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, component := range document.Components {
		names[component.Name] = true
	}
	if document.BOMFormat != "CycloneDX" || !names["github.com/hashicorp/terraform-plugin-framework"] {
		t.Errorf("expected the modules of the provider, got %s with %d components", document.BOMFormat, len(names))
	}
}

// The first steps of a user, with examples/quickstart: init writes the lock
// file, a second init accepts it, then apply, plan and destroy.
func TestRelease_InstallsAndApplies(t *testing.T) {
	release := find(t)
	mock := mockserver.New(mockserver.Options{})
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	tf := newTerraform(t, release, server.URL+"/api")
	run := func(arguments ...string) {
		t.Helper()
		if _, err := tf.Run(t.Context(), arguments...); err != nil {
			t.Fatal(err)
		}
	}

	run("init")
	lockFile := filepath.Join(tf.Folder, ".terraform.lock.hcl")
	lock := read(t, lockFile)
	expected := `(?s)provider "registry\.terraform\.io/tigertrust/tigertrust" \{\n  version +=\s+"` + regexp.QuoteMeta(release.version) + `".*"h1:`
	if !regexp.MustCompile(expected).Match(lock) {
		t.Errorf("unexpected lock file:\n%s", lock)
	}
	if err := os.RemoveAll(filepath.Join(tf.Folder, ".terraform")); err != nil {
		t.Fatal(err)
	}
	run("init")
	if again := read(t, lockFile); !bytes.Equal(lock, again) {
		t.Errorf("a second init changes the lock file to\n%s", again)
	}

	run("apply", "-auto-approve")
	if hasChanges, err := tf.PlanHasChanges(t.Context()); err != nil || hasChanges {
		t.Errorf("the plan after the apply has changes: %t, error: %v", hasChanges, err)
	}
	run("destroy", "-auto-approve")
	if summary := mock.Summary(); summary.Issued != 1 || summary.Revoked != 1 {
		t.Errorf("expected 1 issued and 1 revoked certificate, got %+v", summary)
	}
}

// newTerraform returns a Terraform that installs the release from a filesystem
// mirror, in a folder with the configuration of examples/quickstart.
func newTerraform(t *testing.T, release release, endpoint string) *terraformcli.CLI {
	t.Helper()
	folder := t.TempDir()
	packages := filepath.Join(folder, "mirror", "registry.terraform.io", "tigertrust", "tigertrust")
	if err := os.MkdirAll(packages, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(packages, release.archive), read(t, release.path(release.archive)))
	write(t, filepath.Join(folder, "main.tf"), read(t, filepath.Join("..", "..", "..", "examples", "quickstart", "main.tf")))
	// Terraform installs a pre-release only if the configuration names it.
	write(t, filepath.Join(folder, "override.tf"), fmt.Appendf(nil,
		"terraform {\n  required_providers {\n    tigertrust = {\n      source  = \"tigertrust/tigertrust\"\n      version = %q\n    }\n  }\n}\n", release.version))
	configFile, err := terraformcli.WriteMirrorConfig(folder, filepath.Join(folder, "mirror"))
	if err != nil {
		t.Fatal(err)
	}
	executable, err := terraformcli.Find(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	return terraformcli.NewIsolated(executable, folder, configFile,
		"TIGERTRUST_API_KEY="+mockserver.DefaultAPIKey,
		"TIGERTRUST_ENDPOINT="+endpoint,
	)
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

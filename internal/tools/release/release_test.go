// Package release tests what a release consists of. `make test-release` builds
// that and runs the tests; without it they are skipped.
package release

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/tools/terraformcli"
)

const project = "terraform-provider-tigertrust"

// built is what the release consists of.
type built struct {
	folder, version string
	// archive is the one for this platform; all three are names of files.
	archive, manifest, checksums string
}

// find returns the release in the folder that RELEASE_ARCHIVES names.
func find(t *testing.T) built {
	t.Helper()
	folder := os.Getenv("RELEASE_ARCHIVES")
	if folder == "" {
		t.Skip("make test-release builds what this tests")
	}
	sums, err := filepath.Glob(filepath.Join(folder, project+"_*_SHA256SUMS"))
	if err != nil || len(sums) != 1 {
		t.Fatalf("in %s there are %d files of checksums: %v", folder, len(sums), err)
	}
	checksums := filepath.Base(sums[0])
	version := strings.TrimSuffix(strings.TrimPrefix(checksums, project+"_"), "_SHA256SUMS")
	return built{
		folder:    folder,
		version:   version,
		archive:   fmt.Sprintf("%s_%s_%s_%s.zip", project, version, runtime.GOOS, runtime.GOARCH),
		manifest:  fmt.Sprintf("%s_%s_manifest.json", project, version),
		checksums: checksums,
	}
}

func (b built) read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(b.folder, file))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestChecksumsCoverArchivesAndManifest(t *testing.T) {
	release := find(t)
	sums := map[string]string{}
	for line := range strings.Lines(string(release.read(t, release.checksums))) {
		sum, file, _ := strings.Cut(strings.TrimSpace(line), "  ")
		sums[file] = sum
	}
	manifest, err := os.ReadFile(filepath.Join("..", "..", "..", "terraform-registry-manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	for file, content := range map[string][]byte{release.archive: release.read(t, release.archive), release.manifest: manifest} {
		sum := sha256.Sum256(content)
		if sums[file] != hex.EncodeToString(sum[:]) {
			t.Errorf("the checksum of %s is %q", file, sums[file])
		}
	}
	archives, err := filepath.Glob(filepath.Join(release.folder, "*.zip"))
	if err != nil {
		t.Fatal(err)
	}
	if len(sums) != len(archives)+1 {
		t.Errorf("there are %d archives and a manifest, and %d checksums", len(archives), len(sums))
	}
}

func TestArchiveHasTheProgramAndTheLicence(t *testing.T) {
	release := find(t)
	archive, err := zip.OpenReader(filepath.Join(release.folder, release.archive))
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
		t.Errorf("it has %q", names)
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
		t.Errorf("it says that it is version %q: %v", output, err)
	}
}

// TestReleaseIsInstalledAndApplies does what a user does first, with the
// example for it: init writes the lock file, a second init accepts it, apply,
// plan, destroy.
func TestReleaseIsInstalledAndApplies(t *testing.T) {
	release := find(t)
	mock := mockserver.New(mockserver.Options{})
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	folder := t.TempDir()
	tf := terraform(t, folder, release.mirror(t, folder), server.URL+"/api")
	// A pre-release is taken only where it is named.
	write(t, filepath.Join(folder, "override.tf"), fmt.Appendf(nil,
		"terraform {\n  required_providers {\n    tigertrust = {\n      source  = \"tigertrust/tigertrust\"\n      version = %q\n    }\n  }\n}\n", release.version))

	if err := tf.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	lock, err := os.ReadFile(filepath.Join(folder, ".terraform.lock.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	expected := `(?s)provider "registry\.terraform\.io/tigertrust/tigertrust" \{\n  version +=\s+"` + regexp.QuoteMeta(release.version) + `".*"h1:`
	if !regexp.MustCompile(expected).Match(lock) {
		t.Errorf("the lock file is\n%s", lock)
	}
	if err := os.RemoveAll(filepath.Join(folder, ".terraform")); err != nil {
		t.Fatal(err)
	}
	if err := tf.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := os.ReadFile(filepath.Join(folder, ".terraform.lock.hcl"))
	if err != nil || !bytes.Equal(lock, again) {
		t.Errorf("a second init changes the lock file: %v", err)
	}

	if err := tf.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if changes, err := tf.Plan(t.Context()); err != nil || changes {
		t.Errorf("after the apply, there are changes: %v, %v", changes, err)
	}
	if err := tf.Destroy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if saw := mock.Summary(); saw.Issued != 1 || saw.Revoked != 1 {
		t.Errorf("the server saw %+v", saw)
	}
}

// mirror puts the archive where terraform init looks for it, and returns the
// settings of the CLI that name no other place.
func (b built) mirror(t *testing.T, folder string) string {
	t.Helper()
	mirror := filepath.Join(folder, "mirror")
	place := filepath.Join(mirror, "registry.terraform.io", "tigertrust", "tigertrust")
	if err := os.MkdirAll(place, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(place, b.archive), b.read(t, b.archive))
	settings := filepath.Join(folder, "terraform.rc")
	write(t, settings, fmt.Appendf(nil, "provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror))
	return settings
}

// terraform returns a Terraform in folder, with the example to start with.
func terraform(t *testing.T, folder, settings, endpoint string) *tfexec.Terraform {
	t.Helper()
	config, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "quickstart", "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "main.tf"), config)
	executable, err := terraformcli.Find(context.Background(), folder)
	if err != nil {
		t.Fatal(err)
	}
	tf, err := tfexec.NewTerraform(folder, executable)
	if err != nil {
		t.Fatal(err)
	}
	if err := tf.SetEnv(map[string]string{
		"CHECKPOINT_DISABLE":  "1",
		"HOME":                folder,
		"PATH":                os.Getenv("PATH"),
		"TF_CLI_CONFIG_FILE":  settings,
		"TIGERTRUST_API_KEY":  mockserver.DefaultAPIKey,
		"TIGERTRUST_ENDPOINT": endpoint,
	}); err != nil {
		t.Fatal(err)
	}
	return tf
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

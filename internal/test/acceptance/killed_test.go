//go:build unix

package acceptance

import (
	"bytes"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// A killed run leaves certificates behind, and the sweeper revokes them, issued or
// not. It leaves other certificates of the account alone.
func TestMock_Killed_SweeperRevokes(t *testing.T) {
	if os.Getenv(resource.EnvTfAcc) != "" {
		t.Skip("the acceptance tests run against the account of the environment")
	}
	mock := startMock(t, []string{"-issuance-delay", "5s"}, "")
	command := mock.command(t.Context(), "-test.run", "^TestAccCertificate")
	// Terraform and the provider are killed too.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for ordered := 0; ordered == 0; {
		select {
		case err := <-ended:
			t.Fatalf("the run ended before anything was ordered: %v", err)
		case <-time.After(20 * time.Millisecond):
			all, _ := mock.ordered(t)
			ordered = len(all)
		}
	}
	if err := syscall.Kill(-command.Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil {
		t.Fatal("the run ended before it was killed")
	}
	if _, valid := mock.ordered(t); len(valid) == 0 {
		t.Fatal("nothing is left behind")
	}
	before, err := mock.client.Statistics(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	output, err := mock.command(t.Context(), "-sweep=all").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	all, valid := mock.ordered(t)
	if len(valid) != 0 || !bytes.Contains(output, []byte("revoking certificate")) {
		t.Errorf("valid after the sweep: %+v\n%s", valid, output)
	}
	after, err := mock.client.Statistics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if *after.Revoked-*before.Revoked != int64(len(all)) {
		t.Errorf("%d certificates were revoked, %d were ordered", *after.Revoked-*before.Revoked, len(all))
	}
}

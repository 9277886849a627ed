// Command demo shows the provider at work on the bundled mock server: it builds
// the provider and has a real Terraform install it. With examples/quickstart it
// orders, changes, renews and revokes a certificate; with examples/fleet it
// imports what agents have found, orders and deploys. It checks every step and
// leaves nothing behind. Run it from the root of the repository.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "\nThe demo failed: %s\n", err)
		os.Exit(1)
	}
}

// run sets the stage in a temporary folder and plays the steps on it.
func run(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp("", "tigertrust-demo-")
	if err != nil {
		return err
	}
	defer func() {
		if removeErr := os.RemoveAll(folder); err == nil {
			err = removeErr
		}
	}()

	stage := newStage()
	defer stage.close()
	if err := stage.setUp(ctx, folder); err != nil {
		return err
	}
	return stage.play(ctx)
}

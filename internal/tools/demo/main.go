// Command demo runs the provider against the bundled mock server: it builds the
// provider and makes a real Terraform install it. With examples/quickstart it
// orders, changes, renews and revokes a certificate; with examples/fleet it
// imports discovered certificates, orders one and deploys it. It checks the
// result of every step and removes all files at the end. Run it from the root of
// the repository.
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

// run runs the demo in a temporary folder.
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

	d := newDemo()
	defer d.close()
	if err := d.setUp(ctx, folder); err != nil {
		return err
	}
	return d.run(ctx)
}

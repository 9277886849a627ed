// Command demo runs the provider against the bundled mock server: it builds the
// provider, makes a real Terraform install it, and applies examples/quickstart and
// examples/fleet. For each step it prints the lines of the plan that matter and the
// requests that the server received, and it fails if a step did anything other than
// its title states. The flag -v prints the whole output of Terraform. Run the demo in
// the root of the repository.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], ".", os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintf(os.Stderr, "\nThe demo failed: %s\n", err)
		os.Exit(1)
	}
}

// run runs the demo in a temporary folder. The repository is at root.
func run(ctx context.Context, arguments []string, root string, output io.Writer) (err error) {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	isVerbose := flags.Bool("v", false, "print the whole output of Terraform")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}

	folder, err := os.MkdirTemp("", "tigertrust-demo-")
	if err != nil {
		return err
	}
	defer func() {
		if removeErr := os.RemoveAll(folder); err == nil {
			err = removeErr
		}
	}()
	d := newDemo(root, output, *isVerbose)
	defer d.server.Close()
	if err := d.setUp(ctx, folder); err != nil {
		return err
	}
	return d.play(ctx)
}

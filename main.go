// Command terraform-provider-tigertrust is the Terraform provider for
// TigerTrust. Terraform starts it; by hand it only tells its version.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	tigertrust "github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run for a debugger: print how Terraform attaches, and wait")
	printVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()

	if *printVersion {
		fmt.Println(version)
		return
	}
	newProvider := func() provider.Provider { return tigertrust.New(version, clock.System{}) }
	options := providerserver.ServeOpts{Address: tigertrust.Address, Debug: *debug}
	if err := providerserver.Serve(context.Background(), newProvider, options); err != nil {
		log.Fatal(err)
	}
}

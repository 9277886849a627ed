// Command terraform-provider-tigertrust is the Terraform provider for
// TigerTrust. Terraform starts it.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	tigertrust "github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/startup"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "print the environment variables that attach Terraform or OpenTofu to this process, and serve until interrupted")
	printVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()

	if *printVersion {
		fmt.Println(version)
		return
	}
	if err := serve(tigertrust.NewServer(version, clock.System{}), *debug); err != nil {
		log.Fatal(err)
	}
}

// serve serves the provider until Terraform stops it. It does not use
// providerserver.Serve, which would also link protocol version 5.
func serve(newServer func() tfprotov6.ProviderServer, debug bool) error {
	if debug {
		return startup.ServeDebug(os.Stdout, newServer, tigertrust.Address, tigertrust.OpenTofuAddress)
	}
	if err := startup.SetLogLevels(); err != nil {
		return err
	}
	startup.TuneGC()
	return tf6server.Serve(tigertrust.Address, func() tfprotov6.ProviderServer { return startup.ReleaseContexts(newServer()) })
}

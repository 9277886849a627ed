// Command terraform-provider-tigertrust is the Terraform provider for
// TigerTrust. Terraform starts it.
package main

import (
	"flag"
	"fmt"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/clock"
	tigertrust "github.com/tigertrust/terraform-provider-tigertrust/internal/provider"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/startup"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "print how Terraform attaches to this process, and serve until interrupted")
	printVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()

	if *printVersion {
		fmt.Println(version)
		return
	}
	newProvider := func() provider.Provider { return tigertrust.New(version, clock.System{}) }
	if err := serve(newProvider, *debug); err != nil {
		log.Fatal(err)
	}
}

// serve serves the provider until Terraform stops it. providerserver.Serve would
// link protocol version 5 as well, which the provider does not use.
func serve(newProvider func() provider.Provider, debug bool) error {
	newServer := func() tfprotov6.ProviderServer { return providerserver.NewProtocol6(newProvider())() }
	if debug {
		return tf6server.Serve(tigertrust.Address, newServer, tf6server.WithManagedDebug())
	}
	if err := startup.SetLogLevels(); err != nil {
		return err
	}
	startup.TuneGC()
	return tf6server.Serve(tigertrust.Address, func() tfprotov6.ProviderServer { return startup.ReleaseContexts(newServer()) })
}

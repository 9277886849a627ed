package deployment_test

import (
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestDelete_SendsNothingAndWarns(t *testing.T) {
	t.Parallel()
	env, tf := applyDeployment(t, mockserver.Options{DeploymentDelay: time.Second}, toBoth)
	tf.Destroy().MustSucceed().MustPlan(address, "delete").MustWarn(`(?s)The files of certificate 1001 remain on haproxy-lb, nginx-main.*cannot undo a deployment`)
	mustHaveMutated(t, env)
	if locations := mockCertificate(t, env, firstID).Locations; len(locations) == 0 {
		t.Error("the files were removed")
	}
}

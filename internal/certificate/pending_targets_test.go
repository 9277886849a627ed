package certificate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

// mustWarnOfPendingTargets fails the test unless the plan explains its change.
func mustWarnOfPendingTargets(run *acctest.Run) *acctest.Run {
	run.MustWarn(`deployment targets of certificate 1001 \(www\.example\.com\) have not been sent to TigerTrust`)
	return run
}

func TestPendingTargets_NextApply_SendsThem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options mockserver.Options
		flags   []string
	}{
		"echoed":                      {options: echoSettings()},
		"not echoed":                  {},
		"echoed, without refresh":     {options: echoSettings(), flags: []string{"-refresh=false"}},
		"not echoed, without refresh": {flags: []string{"-refresh=false"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.options.IssuanceDelay = -1
			env := acctest.New(t, test.options)
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, shortCreateTimeout, withTargets)))).MustSucceed().MustWarn("not issued yet")
			env.MustHaveSent(t, "PUT", certificatePath)
			mustWarnOfPendingTargets(tf.Plan("", test.flags...)).MustPlan(address, "update")
			if err := env.Mock.CompleteIssuance(firstID); err != nil {
				t.Fatal(err)
			}

			env.Mock.Inject(mockserver.Fault{Method: "PUT", Kind: mockserver.FaultErrorBefore, Status: http.StatusBadRequest})
			tf.Apply("", test.flags...).MustFail().MustError("Could not update certificate 1001")
			mustWarnOfPendingTargets(tf.Plan("", test.flags...)).MustPlan(address, "update")
			env.Mock.ResetJournal()
			mustWarnOfPendingTargets(tf.Apply("", test.flags...).MustSucceed()).MustPlan(address, "update")
			env.MustHaveSent(t, "PUT", certificatePath, `{"deploymentTargets":["nginx-main"]}`)
			if set := mockCertificate(t, env, firstID).Settings.DeploymentTargets; strings.Join(set, ",") != "nginx-main" {
				t.Errorf("the server has the targets %v", set)
			}
			tf.Plan("", test.flags...).MustHaveNoDiagnostics().MustPlan(address)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			tf.Apply("").MustHaveNoDiagnostics()
			mustHaveIssuedCertificate(t, tf)
			if again := env.Mock.Journal().Count("PUT", certificatePath); again != 1 {
				t.Errorf("the targets were sent %d times", again)
			}
		})
	}
}

func TestPendingTargets_Removed_AreForgotten(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]mockserver.Options{"echoed": echoSettings(), "not echoed": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t, options)
			env.Mock.Inject(mockserver.Fault{Method: "PUT", Kind: mockserver.FaultErrorBefore, Status: http.StatusBadRequest, Times: mockserver.Always})
			tf := env.Terraform(t)
			tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, withTargets)))).MustSucceed().MustWarn("deployment targets of certificate 1001")
			env.Mock.ResetJournal()
			tf.Apply(env.Config(resourceBlock(minimalConfig))).MustHaveNoDiagnostics()
			env.MustHaveSent(t, "PUT", certificatePath)
			tf.Plan("").MustHaveNoDiagnostics().MustPlan(address)
			if saved, _ := tf.Instance(address).Attributes["deployment_targets"].([]any); len(saved) != 0 {
				t.Errorf("the state holds targets that the server never had: %v", saved)
			}
		})
	}
}

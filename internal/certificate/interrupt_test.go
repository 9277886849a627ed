package certificate_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/acctest"
	"github.com/tigertrust/terraform-provider-tigertrust/internal/test/mockserver"
)

func TestCreate_InterruptedWait_KeepsOrder(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
	tf := env.Terraform(t)
	env.SetBeforeRequest(func(r *http.Request) {
		if r.URL.Path == "/api/certificates/1001" {
			tf.Interrupt()
			<-r.Context().Done()
		}
	})
	tf.Apply(env.Config(resourceBlock(joinLines(minimalConfig, withTargets)))).MustFail().
		MustWarn(`(?s)Certificate 1001 \(www\.example\.com\) is ordered, but not issued yet.*Terraform was interrupted`)
	mustHavePendingCertificate(t, tf)

	env.SetBeforeRequest(nil)
	if err := env.Mock.CompleteIssuance(firstID); err != nil {
		t.Fatal(err)
	}
	mustWarnOfPendingTargets(tf.Apply("").MustSucceed()).MustPlan(address, "update")
	mustHaveIssuedCertificate(t, tf)
	env.MustHaveSent(t, "POST", certificatesPath, `{"commonName":"www.example.com"}`)
	env.MustHaveSent(t, "PUT", certificatePath, `{"deploymentTargets":["nginx-main"]}`)
}

func TestCreate_InterruptedOrder_AwaitsResponse(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{IssuanceDelay: -1})
	tf := env.Terraform(t)
	env.Mock.Inject(mockserver.Fault{Method: "POST", Kind: mockserver.FaultSlowResponse, Delay: 300 * time.Millisecond})
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodPost {
			tf.Interrupt()
		}
	})
	tf.Apply(env.Config(resourceBlock(minimalConfig))).MustFail().
		MustWarn(`(?s)Certificate 1001 \(www\.example\.com\) is ordered, but not issued yet.*Terraform was interrupted`)
	mustHavePendingCertificate(t, tf)
}

func TestCreate_InterruptedBefore_OrdersNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	tf := env.Terraform(t)
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodGet {
			tf.Interrupt()
			<-r.Context().Done()
		}
	})
	tf.Apply(env.ConfigWithSettings("skip_credentials_check = true", resourceBlock(minimalConfig))).MustFail().
		MustNotMention("Could not determine").
		MustError(`(?s)No certificate was ordered for www\.example\.com.*Terraform was interrupted`)
	env.MustHaveSent(t, "POST", certificatesPath)
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state has %v", objects)
	}
}

// An order that the server has refused need not be repeated.
func TestCreate_InterruptedRetry_OrdersNothing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, mockserver.Options{})
	env.Mock.Inject(mockserver.Fault{Method: "POST", Kind: mockserver.FaultRateLimited, Times: mockserver.Always})
	tf := env.Terraform(t)
	interrupt := sync.OnceFunc(tf.Interrupt)
	env.SetBeforeRequest(func(r *http.Request) {
		if r.Method == http.MethodPost {
			interrupt()
		}
	})
	tf.Apply(env.ConfigWithSettings("max_retries = 1000000", resourceBlock(minimalConfig))).MustFail().
		MustNotMention("Could not determine").
		MustError(`No certificate was ordered for www\.example\.com`)
	if objects := tf.Instances(address); len(objects) != 0 {
		t.Errorf("the state has %v", objects)
	}
}

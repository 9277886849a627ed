package tigertrust.plan_test

import rego.v1

import data.testdata.plans
import data.tigertrust.plan

test_plans_pass if {
	every document in plans {
		count(plan.deny) == 0 with input as document
		count(plan.deny) == 0 with input as {"run": {}, "plan": document}
	}
}

test_other_documents_are_denied if {
	every document in [{}, {"values": {}}, {"plan": {}}, []] {
		count(plan.deny) == 1 with input as document
	}
}

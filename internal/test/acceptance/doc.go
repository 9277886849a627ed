// Package acceptance contains the tests of every resource, data source, list
// resource, action and function against an account of TigerTrust. They run with
// TF_ACC=1 only, for the account in the environment variables of the provider.
// Further variables permit more:
//
//	TIGERTRUST_TEST_DOMAIN         orders certificates for names below this domain
//	TIGERTRUST_TEST_TARGET         deploys to this target
//	TIGERTRUST_TEST_AGENT          the agent that deploys
//	TIGERTRUST_TEST_DISCOVERED_ID  imports this discovered certificate, which cannot be undone
//
// Tests that the account does not permit are skipped, with the reason. The tests
// revoke what they ordered. After a killed run, the sweeper does (make sweep).
package acceptance

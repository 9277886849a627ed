# terraform init && terraform test: no account is necessary. This needs Terraform 1.7
# or later, or OpenTofu 1.8 or later. The lists of a mock provider are empty.

mock_provider "tigertrust" {}

run "reports_nothing_in_an_empty_account" {
  variables {
    managed_certificate_ids = []
  }

  assert {
    condition     = sum(values(output.counts)) == 0 && strcontains(output.report, "Certificates: 0. Findings: none.")
    error_message = "The report must contain that nothing was found."
  }
}

run "does_not_search_for_orphans_without_ids" {
  assert {
    condition     = strcontains(output.report, "Orphans were not searched for")
    error_message = "The report must contain what is missing."
  }
}

run "rejects_other_patterns_and_kinds" {
  command = plan

  variables {
    owners        = { "(shop|cart).example.com" = "team-shop" }
    ignored_names = ["lab example"]
    warn_about    = ["expired"]
  }

  expect_failures = [var.owners, var.ignored_names, var.warn_about]
}

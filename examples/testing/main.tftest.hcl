mock_provider "tigertrust" {
  source = "./mocks"
}

run "orders_and_deploys" {
  assert {
    condition     = tigertrust_certificate.service.key_type == "ECDSA"
    error_message = "The key must be an ECDSA key."
  }

  assert {
    condition     = tigertrust_certificate_deployment.service.certificate_id == tigertrust_certificate.service.id
    error_message = "The deployment must use the certificate of the module."
  }

  assert {
    condition     = timecmp(output.valid_to, "2030-01-01T00:00:00Z") > 0
    error_message = "The output must contain the time at which the certificate expires."
  }
}

run "rejects_other_domains" {
  command = plan

  variables {
    name = "shop.example.org"
  }

  expect_failures = [var.name]
}

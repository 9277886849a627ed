terraform {
  required_version = ">= 1.8"

  required_providers {
    tigertrust = {
      source  = "tigertrust/tigertrust"
      version = "~> 0.1"
    }
  }
}

data "tigertrust_certificate" "www" {
  common_name = "www.example.com"
}

# plantimestamp() is the time of the plan. A fixed time returns the same result in
# every plan.
check "www" {
  assert {
    condition     = provider::tigertrust::days_until(data.tigertrust_certificate.www.valid_to, plantimestamp()) > 14
    error_message = "The certificate of www.example.com expires within two weeks."
  }
}

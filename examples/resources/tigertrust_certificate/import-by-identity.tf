import {
  to = tigertrust_certificate.shop

  identity = {
    id = "1007"
  }
}

import {
  to = tigertrust_certificate.shop
  id = "1007"
}

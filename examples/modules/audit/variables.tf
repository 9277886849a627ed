variable "managed_certificate_ids" {
  description = "IDs of the certificates that Terraform manages, from all states. Live certificates with other IDs are orphans. By default, orphans are not reported."
  type        = set(string)
  default     = null
}

variable "owners" {
  description = "Owners by name pattern, in which * replaces any characters, such as { \"*.shop.example.com\" = \"team-shop\" }. The longest pattern that matches the common name wins."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for pattern in keys(var.owners) : can(regex("^[0-9A-Za-z.:*_-]+$", pattern))])
    error_message = "A pattern contains only letters, digits and the characters . - _ : *"
  }
}

variable "min_rsa_bits" {
  description = "Minimum size of RSA keys in bits. Shorter keys are weak."
  type        = number
  default     = 2048
  nullable    = false
}

variable "min_ecdsa_bits" {
  description = "Minimum size of ECDSA keys in bits. Shorter keys are weak."
  type        = number
  default     = 256
  nullable    = false
}

variable "warn_about" {
  description = "Kinds of findings that make the check fail: orphans, weak_keys, duplicates, unimported and revoked_deployed. The report contains all kinds."
  type        = set(string)
  default     = ["orphans", "weak_keys", "duplicates", "unimported", "revoked_deployed"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.warn_about, ["orphans", "weak_keys", "duplicates", "unimported", "revoked_deployed"])) == 0
    error_message = "The kinds of findings are orphans, weak_keys, duplicates, unimported and revoked_deployed."
  }
}

variable "ignored_names" {
  description = "Name patterns, as in owners, of certificates that are not reported."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for pattern in var.ignored_names : can(regex("^[0-9A-Za-z.:*_-]+$", pattern))])
    error_message = "A pattern contains only letters, digits and the characters . - _ : *"
  }
}

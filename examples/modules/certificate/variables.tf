variable "common_name" {
  description = "Common name of the certificate, such as www.example.com."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^/\\s]+$", var.common_name))
    error_message = "The common name must be a DNS name or an IP address, without scheme and path."
  }
}

variable "subject_alternative_names" {
  description = "Further names of the certificate. TigerTrust adds the common name."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "certificate_authority_id" {
  description = "ID of the certificate authority (CA) in TigerTrust. By default, TigerTrust chooses the CA."
  type        = number
  default     = null
}

variable "key_type" {
  description = "Key type: ECDSA or RSA."
  type        = string
  default     = "ECDSA"
  nullable    = false

  validation {
    condition     = contains(["ECDSA", "RSA"], var.key_type)
    error_message = "The key type must be ECDSA or RSA."
  }
}

variable "key_size" {
  description = "Key size in bits. Defaults to 256 for ECDSA and to 2048 for RSA."
  type        = number
  default     = null
}

variable "validity_days" {
  description = "Validity period to order, in days. By default, TigerTrust chooses the period."
  type        = number
  default     = null
}

variable "targets" {
  description = "Targets to deploy the certificate to, such as nginx-main."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.targets) > 0
    error_message = "At least one target is required."
  }
}

variable "agent_id" {
  description = "ID of the agent that deploys the certificate. By default, TigerTrust chooses the agent."
  type        = string
  default     = null
}

variable "endpoints" {
  description = "Endpoints that must serve the certificate after each deployment, such as www.example.com:443. Terraform must be able to reach them. By default, nothing is verified."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for endpoint in var.endpoints : can(regex("^[^/\\s]+:[0-9]+$", endpoint))])
    error_message = "Each endpoint must be a host and a port, such as www.example.com:443."
  }
}

variable "server_name" {
  description = "Server name that Terraform sends to the endpoints (SNI). Defaults to the host of each endpoint."
  type        = string
  default     = null
}

variable "check_endpoints" {
  description = "Whether every plan connects to the endpoints, and warns if one of them serves another certificate. A plan then fails if an endpoint cannot be reached."
  type        = bool
  default     = false
  nullable    = false
}

variable "renewal_threshold_days" {
  description = "Number of days before expiry at which TigerTrust renews the certificate and deploys it to the targets. It must be less than the validity period: use 15 for 47 days."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.renewal_threshold_days >= 1 && floor(var.renewal_threshold_days) == var.renewal_threshold_days
    error_message = "The renewal threshold must be a whole number of days, at least 1."
  }
}

variable "terraform_renewal_method" {
  description = "Method with which Terraform renews the certificate, in place of TigerTrust: acme or api. An apply then renews the certificate when less than a third of its validity period remains. By default, TigerTrust renews it."
  type        = string
  default     = null

  validation {
    condition     = var.terraform_renewal_method == null ? true : contains(["acme", "api"], var.terraform_renewal_method)
    error_message = "The renewal method must be acme or api."
  }
}

variable "expiry_warning_days" {
  description = "Number of days before expiry from which every plan and apply warns. It must be less than the renewal threshold."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.expiry_warning_days >= 1
    error_message = "The number of days must be at least 1."
  }
}

variable "on_destroy" {
  description = "What happens to the certificate when it is destroyed or replaced: revoke, or abandon to leave it valid. Defaults to on_destroy of the provider, which defaults to revoke."
  type        = string
  default     = null

  validation {
    condition     = var.on_destroy == null ? true : contains(["revoke", "abandon"], var.on_destroy)
    error_message = "The value must be revoke or abandon."
  }
}

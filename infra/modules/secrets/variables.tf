variable "environment" {
  description = "Name of the environment and of its namespace, whose service account external-secrets may read the secrets."
  type        = string
}

variable "contract" {
  description = "infra/contract.json: what Terraform and the manifests have to agree on."
  type = object({
    name         = string
    account      = string
    region       = string
    databases    = list(string)
    relays       = list(string)
    environments = map(object({ open_to = list(string) }))
  })
}

variable "oidc" {
  description = "The cluster's OIDC provider, and the issuer of the service accounts' tokens without https://."
  type        = object({ provider_arn = string, issuer = string })
}

variable "brokers" {
  description = "Addresses of the brokers: SASL/SCRAM and IAM."
  type        = object({ scram = string, iam = string })
}

variable "database_passwords" {
  description = "Raise it to make new passwords for the databases' roles."
  type        = number
  default     = 1
}

variable "kafka_passwords" {
  description = "Raise it to make new passwords for Kafka's users."
  type        = number
  default     = 1
}

variable "session_key" {
  description = "Raise it to make a new key for session cookies; every guest then starts again."
  type        = number
  default     = 1
}

variable "recovery_days" {
  description = "How many days a deleted secret can be brought back."
  type        = number
  default     = 30
}

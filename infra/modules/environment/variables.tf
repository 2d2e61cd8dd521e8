variable "environment" {
  description = "Name of the environment and of its namespace."
  type        = string

  validation {
    condition     = contains(keys(var.contract.environments), var.environment)
    error_message = "infra/contract.json does not know this environment."
  }
}

variable "contract" {
  description = "infra/contract.json: what Terraform and the manifests have to agree on."
  type = object({
    name            = string
    account         = string
    region          = string
    domain          = string
    registry        = string
    network         = object({ vpc = string, public = string, private = string })
    ports           = object({ pods = number, postgres = number, kafka_scram = number, kafka_iam = number })
    databases       = list(string)
    relays          = list(string)
    images          = list(string)
    database_zone   = string
    max_connections = number
    environments    = map(object({ databases = string, brokers = string, host = string, open_to = list(string) }))
  })
}

variable "database" {
  description = "Sizes of the databases."
  type = object({
    instance_class        = string
    storage_gib           = number
    max_storage_gib       = number
    max_slot_wal_keep_gib = number
    multi_az              = bool
    backup_days           = number
  })
}

variable "kafka" {
  description = "Sizes of the brokers."
  type        = object({ instance_type = string, storage_gib = number })
}

variable "scram_secret_arns" {
  description = "Users of Kafka with a password, by name: made by the module secrets."
  type        = map(string)
}

variable "protected" {
  description = "Whether what holds data refuses to be deleted. Production always is."
  type        = bool
  default     = true

  validation {
    condition     = var.protected || var.environment != "prod"
    error_message = "Production is always protected."
  }
}

variable "published" {
  description = "Whether the load balancer exists, so that it gets firewall and name."
  type        = bool
  default     = false
}

variable "acls_enforced" {
  description = "Whether Kafka refuses a user without an ACL. False only until the first ACLs are made (docs/aws.md, step 8)."
  type        = bool
  default     = true
}

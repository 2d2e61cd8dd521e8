variable "name" {
  description = "Name of the cluster, such as shop-prod."
  type        = string
}

variable "vpc_id" {
  description = "The VPC of the subnets."
  type        = string
}

variable "subnet_ids" {
  description = "Isolated subnets, one in each of three zones."
  type        = list(string)

  validation {
    condition     = length(distinct(var.subnet_ids)) == 3
    error_message = "One subnet in each of three zones is needed: of three copies two stay in sync when a zone is lost."
  }
}

variable "clients" {
  description = "Security groups that may connect, by name."
  type        = map(string)

  validation {
    condition     = alltrue([for group in values(var.clients) : startswith(group, "sg-")])
    error_message = "Only security groups may be let in, no addresses."
  }
}

variable "ports" {
  description = "MSK's listeners: SASL/SCRAM and IAM."
  type        = object({ scram = number, iam = number })
  default     = { scram = 9096, iam = 9098 }
}

variable "kafka_version" {
  description = "Version with KRaft; aws kafka list-kafka-versions names those on offer."
  type        = string
  default     = "4.0.x.kraft"

  validation {
    condition     = endswith(var.kafka_version, ".kraft")
    error_message = "Only versions with KRaft: ZooKeeper is no longer in Kafka 4."
  }
}

variable "instance_type" {
  description = "Size of each broker."
  type        = string
}

variable "storage_gib" {
  description = "Storage of each broker, in GiB."
  type        = number
}

variable "scram_secret_arns" {
  description = "Users with a password, by name. Each secret is called AmazonMSK_… and encrypted with a key of ours, as MSK demands."
  type        = map(string)
}

variable "log_days" {
  description = "How many days the brokers' logs are kept."
  type        = number
  default     = 30
}

variable "acls_enforced" {
  description = "Whether a user without an ACL is refused. False only until the first ACLs are made (docs/aws.md, step 8)."
  type        = bool
  default     = true
}

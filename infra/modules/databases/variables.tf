variable "name" {
  description = "Beginning of all names, such as shop-prod."
  type        = string
}

variable "vpc_id" {
  description = "The VPC of the subnets."
  type        = string
}

variable "subnet_ids" {
  description = "Isolated subnets in three zones."
  type        = list(string)

  validation {
    condition     = length(distinct(var.subnet_ids)) >= 3
    error_message = "Subnets in three zones are needed: primary, standby and replica each in another."
  }
}

variable "clients" {
  description = "Security groups that may connect, by name: the cluster's nodes and pods, the bastion."
  type        = map(string)

  validation {
    condition     = alltrue([for group in values(var.clients) : startswith(group, "sg-")])
    error_message = "Only security groups may be let in, no addresses."
  }
}

variable "zone_id" {
  description = "Private hosted zone that gets the names of primary and replica."
  type        = string
}

variable "zone_name" {
  description = "Name of the private hosted zone."
  type        = string
}

variable "port" {
  description = "Port of PostgreSQL."
  type        = number
  default     = 5432
}

variable "instance_class" {
  description = "Size of the primary and of the replica. The replica has to keep up with the primary, so it is never smaller."
  type        = string
}

variable "storage_gib" {
  description = "Storage at the beginning, in GiB."
  type        = number
}

variable "max_storage_gib" {
  description = "Up to which size RDS makes the storage larger by itself, in GiB."
  type        = number
}

variable "max_slot_wal_keep_gib" {
  description = "How much log a slot may hold back, in GiB. Beyond it the slot is lost and the relay sends retained rows again, but the disk does not fill."
  type        = number

  validation {
    condition     = var.max_slot_wal_keep_gib > 0 && var.max_slot_wal_keep_gib <= var.storage_gib / 2
    error_message = "A slot without a limit, or with one above half of the storage, can fill the disk and stop every service."
  }
}

variable "max_connections" {
  description = "Connections of the primary: what all pods at their maximum open, and a reserve."
  type        = number
}

variable "multi_az" {
  description = "A standby of the primary in another zone. Classic Multi-AZ, because it keeps the slots."
  type        = bool
}

variable "backup_days" {
  description = "How many days back the primary can be restored to any second."
  type        = number

  validation {
    condition     = var.backup_days >= 7
    error_message = "Outbox rows and topics are kept for seven days; a shorter way back does not cover them."
  }
}

variable "deletion_protection" {
  description = "Refuses to delete the databases, and takes a last snapshot when it is allowed."
  type        = bool
  default     = true
}

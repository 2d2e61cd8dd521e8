variable "name" {
  description = "Beginning of all names, such as shop-dev."
  type        = string
}

variable "environment" {
  description = "The environment, as in the tag by which sessions are allowed."
  type        = string
}

variable "region" {
  description = "Region of the bastion."
  type        = string
}

variable "account" {
  description = "Account of the bastion."
  type        = string
}

variable "vpc_id" {
  description = "The VPC of the subnet."
  type        = string
}

variable "subnet_id" {
  description = "A private subnet."
  type        = string
}

variable "databases_cidr" {
  description = "Addresses of the databases' subnets: the only thing in the VPC that the bastion reaches."
  type        = string
}

variable "database_port" {
  description = "Port of PostgreSQL."
  type        = number
  default     = 5432
}

variable "database_resource_ids" {
  description = "Resource ids of the instances to which readers may connect by IAM."
  type        = list(string)
}

variable "databases" {
  description = "Databases; each has a role <database>_reader."
  type        = list(string)
}

variable "instance_type" {
  description = "Size of the bastion; it only forwards."
  type        = string
  default     = "t3.nano"
}

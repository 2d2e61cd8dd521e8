variable "name" {
  description = "Name of the VPC, and the beginning of the names of what is in it."
  type        = string
}

variable "region" {
  description = "Region, for the names of the endpoints."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC."
  type        = string
}

variable "zones" {
  description = "Availability zones, such as eu-central-1a. Each kind of subnet exists in each of them."
  type        = list(string)

  validation {
    condition     = length(distinct(var.zones)) == 3
    error_message = "Three different availability zones are needed: three brokers, one in each, keep two in sync when a zone is lost."
  }
}

variable "public" {
  description = "Addresses of the public subnets (load balancers and NAT), cut into four, of which three are used."
  type        = string
}

variable "private" {
  description = "Addresses of the private subnets (nodes and pods), cut into four, of which three are used."
  type        = string
}

variable "isolated" {
  description = "Subnets without a way to the internet, by name: the databases and the brokers of each environment. Each is cut into four, of which three are used."
  type        = map(string)
}

variable "nat_per_zone" {
  description = "A NAT gateway in each zone, so that the loss of a zone takes nobody else's way out. Otherwise one for all."
  type        = bool
  default     = true
}

variable "flow_log_days" {
  description = "How many days the record of accepted and rejected connections is kept."
  type        = number
  default     = 30
}

variable "name" {
  description = "Name of the load balancer and of what belongs to it, such as shop-stage."
  type        = string
}

variable "account" {
  description = "Account, for the name of the bucket with the access logs."
  type        = string
}

variable "vpc_id" {
  description = "The VPC of the load balancer."
  type        = string
}

variable "cluster_security_group_id" {
  description = "Security group of nodes and pods; the load balancer sends straight to pods."
  type        = string

  validation {
    condition     = startswith(var.cluster_security_group_id, "sg-")
    error_message = "A security group is needed."
  }
}

variable "pods_port" {
  description = "Port on which pods take requests."
  type        = number
  default     = 8080
}

variable "host" {
  description = "Name under which people reach the shop."
  type        = string
}

variable "zone_id" {
  description = "Public hosted zone of the host."
  type        = string
}

variable "public" {
  description = "Whether this environment is for the whole world."
  type        = bool
  default     = false
}

variable "open_to" {
  description = "Addresses that may ask the load balancer: the office, or where WARP comes out."
  type        = list(string)

  validation {
    condition     = length(var.open_to) > 0
    error_message = "Nobody could reach the load balancer."
  }
  validation {
    condition     = var.public || alltrue([for cidr in var.open_to : tonumber(split("/", cidr)[1]) >= 16])
    error_message = "Only a public environment is open to the world. Name the addresses that need it."
  }
}

variable "requests_per_address" {
  description = "How many requests one address may send in five minutes before it is refused."
  type        = number
  default     = 3000
}

variable "log_days" {
  description = "How many days access logs and the firewall's logs are kept. They hold addresses of people."
  type        = number
  default     = 30
}

variable "force_destroy" {
  description = "Lets the bucket be deleted with logs in it."
  type        = bool
  default     = false
}

variable "published" {
  description = "Whether the load balancer exists: its controller makes it from the Ingress. Then it gets the firewall and the name."
  type        = bool
  default     = false
}

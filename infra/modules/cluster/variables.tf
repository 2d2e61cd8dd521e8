variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "kubernetes_version" {
  description = "Version of Kubernetes. The manifests are checked against 1.32 and use nothing that later ones remove."
  type        = string
  default     = "1.34"
}

variable "region" {
  description = "Region of the cluster."
  type        = string
}

variable "account" {
  description = "Account of the cluster, twelve digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account))
    error_message = "An account is twelve digits."
  }
}

variable "subnet_ids" {
  description = "Private subnets in three zones, for nodes and pods."
  type        = list(string)

  validation {
    condition     = length(distinct(var.subnet_ids)) >= 3
    error_message = "Subnets in three zones are needed."
  }
}

variable "api_open_to" {
  description = "Addresses that may reach the API of Kubernetes from outside the VPC. Empty: nobody; from the office, go through WARP or the bastion."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.api_open_to : tonumber(split("/", cidr)[1]) >= 16])
    error_message = "The API of Kubernetes is not open to the world."
  }
}

variable "administrators" {
  description = "IAM roles that administer the cluster, by name."
  type        = map(string)
}

variable "instance_types" {
  description = "Sizes of the nodes: x86-64, as the images are."
  type        = list(string)
  default     = ["m7i.xlarge"]
}

variable "nodes" {
  description = "How many nodes there are at least and at most. The cluster autoscaler chooses."
  type        = object({ min = number, max = number })
  default     = { min = 3, max = 12 }

  validation {
    condition     = var.nodes.min >= 3 && var.nodes.max >= var.nodes.min
    error_message = "One node in each of three zones is the least."
  }
}

variable "log_days" {
  description = "How many days the logs of the control plane are kept."
  type        = number
  default     = 90
}

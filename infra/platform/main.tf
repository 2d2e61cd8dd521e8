# What all environments of an account share: the network, the cluster, the images.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }

  # Which bucket: terraform init -backend-config=../state.config (docs/aws.md).
  backend "s3" {
    key          = "platform.tfstate"
    use_lockfile = true
  }
}

locals {
  contract = jsondecode(file("${path.module}/../contract.json"))
}

provider "aws" {
  region              = local.contract.region
  allowed_account_ids = [local.contract.account]

  default_tags {
    tags = { Project = local.contract.name, Part = "platform" }
  }
}

variable "administrators" {
  description = "IAM roles that administer the cluster, by name."
  type        = map(string)
}

variable "api_open_to" {
  description = "Addresses that may reach the API of Kubernetes from outside."
  type        = list(string)
  default     = []
}

variable "environments" {
  description = "Environments of this account; null for all. An account of production's own has only prod."
  type        = set(string)
  default     = null
}

locals {
  environments = { for name, facts in local.contract.environments : name => facts if var.environments == null || contains(coalesce(var.environments, []), name) }
}

module "network" {
  source = "../modules/network"

  name    = local.contract.name
  region  = local.contract.region
  cidr    = local.contract.network.vpc
  zones   = [for zone in ["a", "b", "c"] : "${local.contract.region}${zone}"]
  public  = local.contract.network.public
  private = local.contract.network.private
  isolated = merge([
    for name, facts in local.environments : { "${name}-databases" = facts.databases, "${name}-brokers" = facts.brokers }
  ]...)
}

module "cluster" {
  source = "../modules/cluster"

  name           = local.contract.name
  region         = local.contract.region
  account        = local.contract.account
  subnet_ids     = module.network.private_subnet_ids
  administrators = var.administrators
  api_open_to    = var.api_open_to
}

module "images" {
  source = "../modules/images"

  name   = local.contract.name
  images = toset(local.contract.images)
}

# Names of the databases, for all environments.
resource "aws_route53_zone" "databases" {
  name = local.contract.database_zone

  vpc {
    vpc_id = module.network.vpc_id
  }
}

output "repositories" {
  description = "Where images are pushed to."
  value       = module.images.repositories
}

output "vpc_id" {
  description = "The VPC."
  value       = module.network.vpc_id
}

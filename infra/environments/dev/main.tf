# What dev has for itself. The platform is applied before. Each environment is a root with a state of its own, so that none can be
# applied in the place of another; what they share is in modules/environment.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }

  # Which bucket: terraform init -backend-config=../../state.config (docs/aws.md).
  backend "s3" {
    key          = "dev.tfstate"
    use_lockfile = true
  }
}

locals {
  contract = jsondecode(file("${path.module}/../../contract.json"))
}

provider "aws" {
  region              = local.contract.region
  allowed_account_ids = [local.contract.account]

  default_tags {
    tags = { Project = local.contract.name, Environment = "dev" }
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

module "environment" {
  source = "../../modules/environment"

  contract          = local.contract
  environment       = "dev"
  protected         = false
  published         = var.published
  acls_enforced     = var.acls_enforced
  database          = { instance_class = "db.t4g.medium", storage_gib = 50, max_storage_gib = 100, max_slot_wal_keep_gib = 10, multi_az = false, backup_days = 7 }
  scram_secret_arns = module.secrets.scram_secret_arns
  kafka             = { instance_type = "kafka.t3.small", storage_gib = 20 }
}

# Beside the environment, not in it: Terraform's tests cannot mock passwords that nobody stores.
module "secrets" {
  source = "../../modules/secrets"

  contract      = local.contract
  environment   = "dev"
  oidc          = module.environment.oidc
  brokers       = module.environment.brokers
  recovery_days = 0
}

output "environment" {
  description = "What the manifests and the steps after this one need."
  value       = module.environment
}

# What one environment has for itself, in the network and the cluster that all share.

locals {
  facts = var.contract.environments[var.environment]
  name  = "${var.contract.name}-${var.environment}"
}

data "aws_vpc" "this" {
  tags = { Name = var.contract.name }
}

data "aws_subnets" "this" {
  for_each = { databases = "${var.environment}-databases", brokers = "${var.environment}-brokers", private = "private" }

  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.this.id]
  }
  tags = { Tier = each.value }
}

data "aws_eks_cluster" "this" {
  name = var.contract.name
}

data "aws_iam_openid_connect_provider" "this" {
  url = data.aws_eks_cluster.this.identity[0].oidc[0].issuer
}

data "aws_route53_zone" "databases" {
  name         = var.contract.database_zone
  private_zone = true
}

locals {
  cluster_security_group_id = data.aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

module "access" {
  source = "../access"

  name                  = local.name
  environment           = var.environment
  region                = var.contract.region
  account               = var.contract.account
  vpc_id                = data.aws_vpc.this.id
  subnet_id             = sort(data.aws_subnets.this["private"].ids)[0]
  databases_cidr        = local.facts.databases
  database_port         = var.contract.ports.postgres
  database_resource_ids = values(module.databases.resource_ids)
  databases             = var.contract.databases
}

module "databases" {
  source = "../databases"

  name                  = local.name
  vpc_id                = data.aws_vpc.this.id
  subnet_ids            = data.aws_subnets.this["databases"].ids
  clients               = { cluster = local.cluster_security_group_id, bastion = module.access.security_group_id }
  zone_id               = data.aws_route53_zone.databases.zone_id
  zone_name             = var.contract.database_zone
  port                  = var.contract.ports.postgres
  instance_class        = var.database.instance_class
  storage_gib           = var.database.storage_gib
  max_storage_gib       = var.database.max_storage_gib
  max_slot_wal_keep_gib = var.database.max_slot_wal_keep_gib
  max_connections       = var.contract.max_connections
  multi_az              = var.database.multi_az
  backup_days           = var.database.backup_days
  deletion_protection   = var.protected
}

module "kafka" {
  source = "../kafka"

  name              = local.name
  vpc_id            = data.aws_vpc.this.id
  subnet_ids        = data.aws_subnets.this["brokers"].ids
  clients           = { cluster = local.cluster_security_group_id }
  ports             = { scram = var.contract.ports.kafka_scram, iam = var.contract.ports.kafka_iam }
  instance_type     = var.kafka.instance_type
  storage_gib       = var.kafka.storage_gib
  scram_secret_arns = var.scram_secret_arns
  acls_enforced     = var.acls_enforced
}

# An environment that is open to nobody has no load balancer: developers come through the tunnel.

data "aws_route53_zone" "public" {
  count = length(local.facts.open_to) > 0 ? 1 : 0
  name  = var.contract.domain
}

module "edge" {
  source = "../edge"
  count  = length(local.facts.open_to) > 0 ? 1 : 0

  name                      = local.name
  account                   = var.contract.account
  vpc_id                    = data.aws_vpc.this.id
  cluster_security_group_id = local.cluster_security_group_id
  pods_port                 = var.contract.ports.pods
  host                      = local.facts.host
  zone_id                   = data.aws_route53_zone.public[0].zone_id
  public                    = var.environment == "prod"
  open_to                   = local.facts.open_to
  force_destroy             = !var.protected
  published                 = var.published
}

mock_provider "aws" {
  mock_data "aws_eks_cluster" {
    defaults = {
      identity   = [{ oidc = [{ issuer = "https://oidc.eks.eu-central-1.amazonaws.com/id/MOCK" }] }]
      vpc_config = [{ cluster_security_group_id = "sg-cluster" }]
    }
  }
  mock_data "aws_subnets" {
    defaults = { ids = ["subnet-a", "subnet-b", "subnet-c"] }
  }
  mock_data "aws_elb_service_account" {
    defaults = { arn = "arn:aws:iam::054676820928:root" }
  }
  mock_resource "aws_acm_certificate" {
    defaults = {
      arn                       = "arn:aws:acm:eu-central-1:000000000000:certificate/mock"
      domain_validation_options = [{ domain_name = "mock", resource_record_name = "_mock.company.com", resource_record_type = "CNAME", resource_record_value = "_mock.acm-validations.aws" }]
    }
  }
  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:eu-central-1:000000000000:regional/webacl/mock/1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:000000000000:log-group:aws-waf-logs-mock" }
  }
  mock_resource "aws_security_group" {
    defaults = { id = "sg-mock" }
  }
  mock_resource "aws_msk_configuration" {
    defaults = { arn = "arn:aws:kafka:eu-central-1:000000000000:configuration/mock/1", latest_revision = 1 }
  }
  mock_resource "aws_msk_cluster" {
    defaults = { arn = "arn:aws:kafka:eu-central-1:000000000000:cluster/mock/1" }
  }
}

variables {
  environment = "prod"
  contract = {
    name            = "shop"
    account         = "000000000000"
    region          = "eu-central-1"
    domain          = "company.com"
    registry        = "registry.company.com"
    network         = { vpc = "10.0.0.0/16", public = "10.0.0.0/20", private = "10.0.128.0/17" }
    ports           = { pods = 8080, postgres = 5432, kafka_scram = 9096, kafka_iam = 9098 }
    databases       = ["cart", "checkout"]
    relays          = ["checkout"]
    images          = ["tools"]
    database_zone   = "rds.company.internal"
    max_connections = 600
    environments = {
      dev   = { databases = "10.0.96.0/20", brokers = "10.0.112.0/20", host = "app.dev.company.com", open_to = [] }
      stage = { databases = "10.0.64.0/20", brokers = "10.0.80.0/20", host = "app.stage.company.com", open_to = ["203.0.113.0/24"] }
      prod  = { databases = "10.0.32.0/20", brokers = "10.0.48.0/20", host = "app.company.com", open_to = ["0.0.0.0/0"] }
    }
  }
  database          = { instance_class = "db.m7g.large", storage_gib = 100, max_storage_gib = 500, max_slot_wal_keep_gib = 20, multi_az = true, backup_days = 14 }
  scram_secret_arns = { checkout = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:AmazonMSK_shop-prod-checkout" }
  kafka             = { instance_type = "kafka.m7g.large", storage_gib = 100 }
}

run "production_has_a_load_balancer" {
  assert {
    condition     = length(module.edge) == 1 && output.database_names.primary == "shop-prod-primary.rds.company.internal"
    error_message = "Production is not what the manifests expect."
  }
}

run "an_environment_open_to_nobody_has_no_load_balancer" {
  variables {
    environment = "dev"
  }
  assert {
    condition     = length(module.edge) == 0
    error_message = "Dev has a way in from the internet."
  }
}

run "an_unprotected_production_is_refused" {
  command = plan
  variables {
    protected = false
  }
  expect_failures = [var.protected]
}

run "an_unknown_environment_is_refused" {
  command = plan
  variables {
    environment = "test"
  }
  expect_failures = [var.environment]
}

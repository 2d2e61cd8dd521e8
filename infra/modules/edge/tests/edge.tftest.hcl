mock_provider "aws" {
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
    defaults = { id = "sg-load-balancer" }
  }
  mock_data "aws_elb_service_account" {
    defaults = { arn = "arn:aws:iam::054676820928:root" }
  }
  mock_data "aws_lb" {
    defaults = {
      arn                        = "arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/shop-stage/1"
      dns_name                   = "shop-stage.eu-central-1.elb.amazonaws.com"
      zone_id                    = "Z215JYRZR1TBD5"
      enable_deletion_protection = true
      security_groups            = ["sg-load-balancer"]
    }
  }
}

variables {
  name                      = "shop-stage"
  account                   = "000000000000"
  vpc_id                    = "vpc-1"
  cluster_security_group_id = "sg-cluster"
  host                      = "app.stage.company.com"
  zone_id                   = "Z1"
  open_to                   = ["203.0.113.0/24"]
}

run "only_named_addresses_ask_the_load_balancer" {
  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.people : rule.cidr_ipv4]) == toset(["203.0.113.0/24"])
    error_message = "The load balancer is open to others than were named."
  }
  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.people : "${rule.from_port}-${rule.to_port}"]) == toset(["80-80", "443-443"])
    error_message = "The load balancer takes more than HTTP and HTTPS."
  }
}

run "the_load_balancer_reaches_the_port_of_pods_only" {
  assert {
    condition     = aws_vpc_security_group_egress_rule.pods.referenced_security_group_id == "sg-cluster" && aws_vpc_security_group_egress_rule.pods.from_port == 8080 && aws_vpc_security_group_egress_rule.pods.to_port == 8080
    error_message = "The load balancer reaches more than the pods' port: for instance the management port."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.pods.from_port == 8080 && aws_vpc_security_group_ingress_rule.pods.to_port == 8080 && aws_vpc_security_group_ingress_rule.pods.cidr_ipv4 == null
    error_message = "Pods are open to more than the load balancer on their port."
  }
}

run "known_attacks_and_floods_are_refused" {
  assert {
    condition     = length(local.managed) == 3 && toset([for rule in aws_wafv2_web_acl.this.rule : rule.name]) == toset(concat(local.managed, ["too-many-requests"]))
    error_message = "The firewall lacks a rule."
  }
  assert {
    condition     = alltrue(flatten([for rule in aws_wafv2_web_acl.this.rule : [for action in rule.override_action : length(action.count) == 0]]))
    error_message = "A rule of the firewall only counts."
  }
}

run "logs_hold_no_session_and_are_forgotten" {
  assert {
    condition     = toset([for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : field.single_header[0].name]) == toset(["cookie", "authorization"])
    error_message = "Sessions or tokens get into the firewall's log."
  }
  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.access_logs.rule[0].expiration[0].days == 30 && aws_cloudwatch_log_group.firewall.retention_in_days == 30
    error_message = "Addresses of people are kept for longer than said."
  }
}

run "access_logs_are_private" {
  assert {
    condition     = aws_s3_bucket_public_access_block.access_logs.block_public_acls && aws_s3_bucket_public_access_block.access_logs.block_public_policy && aws_s3_bucket_public_access_block.access_logs.ignore_public_acls && aws_s3_bucket_public_access_block.access_logs.restrict_public_buckets
    error_message = "Access logs can be made public."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_s3_bucket_policy.access_logs.policy).Statement : statement.Action == "s3:PutObject" && statement.Principal.AWS == "arn:aws:iam::054676820928:root"])
    error_message = "Others than load balancers get at the access logs, or they may read."
  }
}

run "nothing_has_a_name_before_it_has_a_firewall" {
  assert {
    condition     = length(aws_route53_record.host) == 0 && length(aws_wafv2_web_acl_association.this) == 0
    error_message = "The name leads to a load balancer that does not exist yet."
  }
}

run "the_name_leads_to_the_load_balancer_behind_the_firewall" {
  variables {
    published = true
  }
  assert {
    condition     = aws_route53_record.host[0].name == "app.stage.company.com" && aws_route53_record.host[0].alias[0].name == "shop-stage.eu-central-1.elb.amazonaws.com"
    error_message = "The name leads elsewhere."
  }
  assert {
    condition     = aws_wafv2_web_acl_association.this[0].web_acl_arn == aws_wafv2_web_acl.this.arn
    error_message = "The load balancer has no firewall."
  }
}

run "an_unprotected_load_balancer_is_refused" {
  command = plan
  variables {
    published = true
  }
  override_data {
    target = data.aws_lb.this[0]
    values = { enable_deletion_protection = false, security_groups = ["sg-load-balancer"] }
  }
  expect_failures = [aws_wafv2_web_acl_association.this]
}

run "stage_open_to_the_world_is_refused" {
  command = plan
  variables {
    open_to = ["203.0.113.0/24", "0.0.0.0/0"]
  }
  expect_failures = [var.open_to]
}

run "half_of_the_world_is_refused" {
  command = plan
  variables {
    open_to = ["0.0.0.0/1"]
  }
  expect_failures = [var.open_to]
}

run "production_is_for_the_world" {
  variables {
    public  = true
    open_to = ["0.0.0.0/0"]
  }
  assert {
    condition     = contains([for rule in aws_vpc_security_group_ingress_rule.people : rule.cidr_ipv4], "0.0.0.0/0")
    error_message = "Shoppers cannot reach the shop."
  }
}

run "a_load_balancer_for_nobody_is_refused" {
  command = plan
  variables {
    open_to = []
  }
  expect_failures = [var.open_to]
}

run "pods_are_named_by_their_group" {
  command = plan
  variables {
    cluster_security_group_id = "10.0.128.0/17"
  }
  expect_failures = [var.cluster_security_group_id]
}

run "a_load_balancer_that_lets_in_others_is_refused" {
  command = plan
  variables {
    published = true
  }
  override_resource {
    target = aws_security_group.load_balancer
    values = { id = "sg-load-balancer" }
  }
  override_data {
    target = data.aws_lb.this[0]
    values = { enable_deletion_protection = true, security_groups = ["sg-load-balancer", "sg-everybody"] }
  }
  expect_failures = [aws_wafv2_web_acl_association.this]
}

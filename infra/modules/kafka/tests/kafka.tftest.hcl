mock_provider "aws" {
  mock_resource "aws_msk_configuration" {
    defaults = { arn = "arn:aws:kafka:eu-central-1:000000000000:configuration/shop-prod/1", latest_revision = 1 }
  }
  mock_resource "aws_msk_cluster" {
    defaults = { arn = "arn:aws:kafka:eu-central-1:000000000000:cluster/shop-prod/1" }
  }
}

variables {
  name              = "shop-prod"
  vpc_id            = "vpc-1"
  subnet_ids        = ["subnet-a", "subnet-b", "subnet-c"]
  clients           = { cluster = "sg-cluster" }
  instance_type     = "kafka.m7g.large"
  storage_gib       = 100
  scram_secret_arns = { checkout = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:AmazonMSK_shop-prod-checkout" }
}

run "three_brokers_in_three_zones" {
  assert {
    condition     = aws_msk_cluster.this.number_of_broker_nodes == 3 && length(aws_msk_cluster.this.broker_node_group_info[0].client_subnets) == 3
    error_message = "There are not three brokers in three zones."
  }
}

run "topics_are_made_by_the_deployment_only" {
  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "auto.create.topics.enable=false")
    error_message = "A mistyped name makes a topic."
  }
}

run "an_acknowledged_event_is_on_two_brokers" {
  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "min.insync.replicas=2") && strcontains(aws_msk_configuration.this.server_properties, "default.replication.factor=3")
    error_message = "One broker is enough for an acknowledgement."
  }
  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "unclean.leader.election.enable=false")
    error_message = "A broker that is behind may become the leader."
  }
}

run "consumers_may_ask_for_six_seconds" {
  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "group.min.session.timeout.ms=6000")
    error_message = "The brokers refuse the session time-out of ADR 0003."
  }
}

run "the_cluster_uses_the_configuration" {
  assert {
    condition     = aws_msk_cluster.this.configuration_info[0].arn == aws_msk_configuration.this.arn
    error_message = "The cluster has another configuration."
  }
}

run "nobody_connects_without_a_name_or_without_tls" {
  assert {
    condition     = aws_msk_cluster.this.client_authentication[0].unauthenticated == false && aws_msk_cluster.this.client_authentication[0].sasl[0].scram && aws_msk_cluster.this.client_authentication[0].sasl[0].iam
    error_message = "The brokers let in clients without a name."
  }
  assert {
    condition     = aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].client_broker == "TLS" && aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].in_cluster
    error_message = "Connections are not encrypted."
  }
  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "allow.everyone.if.no.acl.found=false")
    error_message = "A user may do everything that no ACL forbids."
  }
}

run "only_the_cluster_connects_and_to_two_listeners" {
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.client : rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.referenced_security_group_id == "sg-cluster" && rule.from_port == rule.to_port])
    error_message = "The brokers are open to others than the cluster."
  }
  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.client : rule.from_port]) == toset([9096, 9098])
    error_message = "Another listener is open."
  }
  assert {
    condition     = aws_msk_cluster.this.broker_node_group_info[0].connectivity_info[0].public_access[0].type == "DISABLED"
    error_message = "The brokers have public addresses."
  }
}

run "zookeeper_is_refused" {
  command = plan
  variables {
    kafka_version = "3.9.x"
  }
  expect_failures = [var.kafka_version]
}

run "two_zones_are_refused" {
  command = plan
  variables {
    subnet_ids = ["subnet-a", "subnet-b"]
  }
  expect_failures = [var.subnet_ids]
}

run "an_address_as_a_client_is_refused" {
  command = plan
  variables {
    clients = { world = "0.0.0.0/0" }
  }
  expect_failures = [var.clients]
}

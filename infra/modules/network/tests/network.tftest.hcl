mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::000000000000:role/mock" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:000000000000:log-group:mock" }
  }
}

variables {
  name     = "shop"
  region   = "eu-central-1"
  cidr     = "10.0.0.0/16"
  zones    = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  public   = "10.0.0.0/20"
  private  = "10.0.128.0/17"
  isolated = { prod-databases = "10.0.32.0/20", prod-brokers = "10.0.48.0/20" }
}

run "every_kind_of_subnet_is_in_three_zones" {
  assert {
    condition = alltrue([
      for subnets in [aws_subnet.public, aws_subnet.private] : length(distinct([for subnet in subnets : subnet.availability_zone])) == 3
    ])
    error_message = "Public and private subnets are not in three zones."
  }
  assert {
    condition     = length(aws_subnet.isolated) == 6 && length(output.isolated_subnet_ids["prod-databases"]) == 3
    error_message = "A kind of isolated subnet is not in three zones."
  }
}

run "nothing_gets_a_public_address_by_itself" {
  assert {
    condition     = alltrue([for subnet in concat(values(aws_subnet.public), values(aws_subnet.private), values(aws_subnet.isolated)) : subnet.map_public_ip_on_launch != true])
    error_message = "A subnet gives public addresses to what starts in it."
  }
}

run "databases_and_brokers_have_no_way_out" {
  assert {
    condition     = length(aws_route_table.isolated.route) == 0
    error_message = "The route table of the isolated subnets leads out of the VPC."
  }
  assert {
    condition     = alltrue([for association in aws_route_table_association.isolated : association.route_table_id == aws_route_table.isolated.id])
    error_message = "An isolated subnet has another route table."
  }
  assert {
    condition     = length(aws_route_table_association.isolated) == length(aws_subnet.isolated)
    error_message = "An isolated subnet has the main route table."
  }
  assert {
    condition     = alltrue([for route in concat([aws_route.internet], values(aws_route.nat)) : route.route_table_id != aws_route_table.isolated.id])
    error_message = "A way out was added to the route table of the isolated subnets."
  }
}

run "only_the_public_subnets_lead_to_the_internet_gateway" {
  assert {
    condition     = aws_route.internet.route_table_id == aws_route_table.public.id
    error_message = "Another route table than the public one leads to the internet gateway."
  }
  assert {
    condition     = alltrue([for zone, route in aws_route.nat : route.nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "A private subnet goes out through another zone."
  }
}

run "one_nat_gateway_is_enough_where_it_was_asked_for" {
  variables {
    nat_per_zone = false
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_route.nat) == 3
    error_message = "There is not one NAT gateway for three private subnets."
  }
}

run "load_balancers_find_their_subnets" {
  assert {
    condition     = alltrue([for subnet in aws_subnet.public : subnet.tags["kubernetes.io/role/elb"] == "1"]) && alltrue([for subnet in aws_subnet.private : subnet.tags["kubernetes.io/role/internal-elb"] == "1"])
    error_message = "A subnet lacks the tag by which the load balancer controller finds it."
  }
}

run "aws_is_asked_inside_the_network" {
  assert {
    condition     = toset(keys(aws_vpc_endpoint.interface)) == toset(["ecr.api", "ecr.dkr", "secretsmanager", "sts"]) && aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway"
    error_message = "An endpoint for S3, ECR, Secrets Manager or STS is missing."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints.cidr_ipv4 == var.private && aws_vpc_security_group_ingress_rule.endpoints.from_port == 443
    error_message = "The endpoints are open to more than nodes and pods."
  }
}

run "every_connection_is_recorded" {
  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL"
    error_message = "Only a part of the connections is recorded."
  }
}

run "two_zones_are_refused" {
  command = plan
  variables {
    zones = ["eu-central-1a", "eu-central-1b"]
  }
  expect_failures = [var.zones]
}

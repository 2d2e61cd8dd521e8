mock_provider "aws" {}

variables {
  name                  = "shop-dev"
  environment           = "dev"
  region                = "eu-central-1"
  account               = "000000000000"
  vpc_id                = "vpc-1"
  subnet_id             = "subnet-private"
  databases_cidr        = "10.0.96.0/20"
  database_resource_ids = ["db-PRIMARY", "db-REPLICA"]
  databases             = ["cart", "order"]
}

run "nobody_connects_to_the_bastion" {
  assert {
    condition     = aws_instance.bastion.associate_public_ip_address == false
    error_message = "The bastion has a public address."
  }
  assert {
    condition     = aws_instance.bastion.subnet_id == "subnet-private" && toset(aws_instance.bastion.vpc_security_group_ids) == toset([aws_security_group.bastion.id])
    error_message = "The bastion is elsewhere, or has another security group."
  }
}

run "it_reaches_its_own_databases_only" {
  assert {
    condition     = aws_vpc_security_group_egress_rule.databases.cidr_ipv4 == "10.0.96.0/20" && aws_vpc_security_group_egress_rule.databases.from_port == 5432 && aws_vpc_security_group_egress_rule.databases.to_port == 5432
    error_message = "The bastion reaches more than its environment's databases."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.session_manager.from_port == 443 && aws_vpc_security_group_egress_rule.session_manager.to_port == 443
    error_message = "The bastion reaches more of the internet than HTTPS."
  }
}

run "its_disk_is_encrypted_and_its_credentials_stay_in_it" {
  assert {
    condition     = aws_instance.bastion.root_block_device[0].encrypted && aws_instance.bastion.metadata_options[0].http_tokens == "required"
    error_message = "The bastion's disk is not encrypted, or its metadata are open."
  }
}

run "people_forward_with_mfa_and_get_no_shell" {
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_policy.reader.policy).Statement : statement.Condition.Bool["aws:MultiFactorAuthPresent"] == "true" && statement.Condition.StringEquals["ssm:resourceTag/Name"] == "shop-dev-bastion"
      if statement.Sid == "ForwardThroughTheBastion"
    ])
    error_message = "A session needs no second factor, or may go to another bastion."
  }
  assert {
    condition     = [for statement in jsondecode(aws_iam_policy.reader.policy).Statement : statement.Resource if statement.Sid == "NoShell"] == [["arn:aws:ssm:eu-central-1::document/AWS-StartPortForwardingSessionToRemoteHost"]]
    error_message = "People get a shell on the bastion."
  }
  assert {
    condition     = alltrue(flatten([for statement in jsondecode(aws_iam_policy.reader.policy).Statement : [for resource in flatten([statement.Resource]) : endswith(resource, "_reader")] if statement.Sid == "ConnectAsReader"]))
    error_message = "People connect as a role that may write."
  }
}

run "no_policy_allows_everything" {
  assert {
    condition     = alltrue(flatten([for statement in jsondecode(aws_iam_policy.reader.policy).Statement : [for action in statement.Action : !strcontains(action, "*")]]))
    error_message = "A policy allows actions by a wildcard."
  }
  assert {
    condition     = alltrue(flatten([for statement in jsondecode(aws_iam_policy.reader.policy).Statement : [for action in statement.Action : strcontains(action, ":Describe")] if statement.Resource == "*"]))
    error_message = "A policy allows to change every resource."
  }
}

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::000000000000:role/mock" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:000000000000:key/mock" }
  }
  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0", latest_version = 1 }
  }
  mock_resource "aws_eks_cluster" {
    defaults = {
      identity   = [{ oidc = [{ issuer = "https://oidc.eks.eu-central-1.amazonaws.com/id/MOCK" }] }]
      vpc_config = { cluster_security_group_id = "sg-cluster" }
    }
  }
}

variables {
  name           = "shop"
  region         = "eu-central-1"
  account        = "000000000000"
  subnet_ids     = ["subnet-a", "subnet-b", "subnet-c"]
  administrators = { platform = "arn:aws:iam::000000000000:role/platform" }
}

run "the_api_is_private_unless_addresses_are_named" {
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access && !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "The API of Kubernetes is open to the internet."
  }
}

run "named_addresses_open_the_api_for_them_only" {
  variables {
    api_open_to = ["203.0.113.0/24"]
  }
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].public_access_cidrs == toset(["203.0.113.0/24"])
    error_message = "The API of Kubernetes is open to others than were named."
  }
}

run "network_policies_are_enforced" {
  assert {
    condition     = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).enableNetworkPolicy == "true"
    error_message = "Nobody enforces the network policies: default deny is only a text."
  }
}

run "the_add_ons_are_there" {
  assert {
    condition     = toset(concat(keys(aws_eks_addon.before_nodes), keys(aws_eks_addon.after_nodes))) == toset(["vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns", "metrics-server"])
    error_message = "An add-on is missing."
  }
}

run "pods_do_not_get_the_credentials_of_nodes" {
  assert {
    condition     = aws_launch_template.node.metadata_options[0].http_tokens == "required" && aws_launch_template.node.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "A pod can read the credentials of its node."
  }
  assert {
    condition     = !contains([for attachment in aws_iam_role_policy_attachment.node : attachment.policy_arn], "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy")
    error_message = "Nodes may change network interfaces; only the CNI's pods should."
  }
}

run "disks_and_secrets_are_encrypted" {
  assert {
    condition     = aws_launch_template.node.block_device_mappings[0].ebs[0].encrypted == "true"
    error_message = "The disks of nodes are not encrypted."
  }
  assert {
    condition     = aws_eks_cluster.this.encryption_config[0].resources == toset(["secrets"]) && aws_kms_key.secrets.enable_key_rotation
    error_message = "Secrets of Kubernetes are not encrypted by a key that is rotated."
  }
}

run "no_policy_allows_everything" {
  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_role_policy.pod : [
        for statement in jsondecode(policy.policy).Statement : [
          for action in flatten([statement.Action]) : !strcontains(action, "*")
        ]
      ]
    ]))
    error_message = "A policy allows actions by a wildcard."
  }
  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_role_policy.pod : [
        for statement in jsondecode(policy.policy).Statement : [
          for action in flatten([statement.Action]) : can(regex("^[a-z0-9]+:(Describe|List|Get)", action))
        ] if contains(flatten([statement.Resource]), "*")
      ]
    ]))
    error_message = "A policy allows to change every resource."
  }
  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_role_policy.pod : [
        for statement in jsondecode(policy.policy).Statement : can(statement.Condition)
        if statement.Sid != "PutOurFirewallInFront" && !alltrue([for action in flatten([statement.Action]) : can(regex("^[a-z0-9]+:(Describe|List|Get)", action))])
      ]
    ]))
    error_message = "A policy allows to change what is not tagged as ours."
  }
}

run "who_made_the_cluster_is_not_its_administrator" {
  assert {
    condition     = aws_eks_cluster.this.access_config[0].authentication_mode == "API" && !aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions
    error_message = "Whoever applies Terraform first stays administrator."
  }
}

run "the_api_open_to_the_world_is_refused" {
  command = plan
  variables {
    api_open_to = ["0.0.0.0/0"]
  }
  expect_failures = [var.api_open_to]
}

run "fewer_nodes_than_zones_are_refused" {
  command = plan
  variables {
    nodes = { min = 1, max = 2 }
  }
  expect_failures = [var.nodes]
}

run "two_zones_are_refused" {
  command = plan
  variables {
    subnet_ids = ["subnet-a", "subnet-b"]
  }
  expect_failures = [var.subnet_ids]
}

run "an_account_is_twelve_digits" {
  command = plan
  variables {
    account = "company"
  }
  expect_failures = [var.account]
}

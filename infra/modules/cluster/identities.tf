# Who may do what in AWS: Pod Identity for controllers, and an OIDC provider for External Secrets, which takes the identity of a
# namespace's service account only from its token.

locals {
  arn = "arn:aws:%s:${var.region}:${var.account}:%s"

  trust = {
    for service in ["eks.amazonaws.com", "ec2.amazonaws.com", "pods.eks.amazonaws.com"] : service => {
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = service == "pods.eks.amazonaws.com" ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"]
        Principal = { Service = service }
      }]
    }
  }

  ours    = { StringEquals = { "aws:ResourceTag/elbv2.k8s.aws/cluster" = var.name } }
  new     = { StringEquals = { "aws:RequestTag/elbv2.k8s.aws/cluster" = var.name } }
  scaling = { StringEquals = { "aws:ResourceTag/k8s.io/cluster-autoscaler/${var.name}" = "owned" } }

  balancers = [for kind in ["loadbalancer/app/*", "targetgroup/*", "listener/app/*", "listener-rule/app/*"] : format(local.arn, "elasticloadbalancing", kind)]

  controllers = {
    vpc-cni = {
      namespace       = null
      service_account = null
      statements      = []
    }

    # Load balancers only. Security groups are Terraform's: the controller runs with enableBackendSecurityGroup=false.
    load-balancer = {
      namespace       = "kube-system"
      service_account = "aws-load-balancer-controller"
      statements = [
        {
          # None of these can be limited to a resource; they only read.
          Sid    = "Read"
          Effect = "Allow"
          Action = [
            "ec2:DescribeAccountAttributes", "ec2:DescribeAvailabilityZones", "ec2:DescribeInstances", "ec2:DescribeInternetGateways",
            "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
            "ec2:DescribeTags", "ec2:DescribeVpcs",
            "elasticloadbalancing:DescribeListenerAttributes", "elasticloadbalancing:DescribeListenerCertificates",
            "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeLoadBalancerAttributes",
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeSSLPolicies", "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth",
            "acm:DescribeCertificate", "acm:ListCertificates",
            "wafv2:GetWebACL", "wafv2:GetWebACLForResource",
          ]
          Resource = "*"
        },
        {
          Sid       = "PutOurFirewallInFront"
          Effect    = "Allow"
          Action    = ["elasticloadbalancing:SetWebAcl", "wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"]
          Resource  = concat([format(local.arn, "wafv2", "regional/webacl/${var.name}-*")], local.balancers)
          Condition = null
        },
        {
          Sid       = "CreateWithOurTag"
          Effect    = "Allow"
          Action    = ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"]
          Resource  = local.balancers
          Condition = local.new
        },
        {
          Sid       = "TagWhatIsCreated"
          Effect    = "Allow"
          Action    = ["elasticloadbalancing:AddTags"]
          Resource  = local.balancers
          Condition = local.new
        },
        {
          Sid    = "ChangeWhatHasOurTag"
          Effect = "Allow"
          Action = [
            "elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:AddTags", "elasticloadbalancing:CreateListener",
            "elasticloadbalancing:CreateRule", "elasticloadbalancing:DeleteListener", "elasticloadbalancing:DeleteLoadBalancer",
            "elasticloadbalancing:DeleteRule", "elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:DeregisterTargets",
            "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyListenerAttributes",
            "elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:ModifyRule",
            "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes",
            "elasticloadbalancing:RegisterTargets", "elasticloadbalancing:RemoveListenerCertificates",
            "elasticloadbalancing:RemoveTags", "elasticloadbalancing:SetIpAddressType", "elasticloadbalancing:SetRulePriorities",
            "elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets",
          ]
          Resource  = local.balancers
          Condition = local.ours
        },
      ]
    }

    cluster-autoscaler = {
      namespace       = "kube-system"
      service_account = "cluster-autoscaler"
      statements = [
        {
          Sid    = "Read"
          Effect = "Allow"
          Action = [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances",
            "autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeScalingActivities", "autoscaling:DescribeTags",
            "ec2:DescribeImages", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplateVersions",
            "ec2:GetInstanceTypesFromInstanceRequirements",
          ]
          Resource = "*"
        },
        {
          Sid       = "ReadNodeGroups"
          Effect    = "Allow"
          Action    = ["eks:DescribeNodegroup"]
          Resource  = [format(local.arn, "eks", "nodegroup/${var.name}/*")]
          Condition = null
        },
        {
          Sid       = "ScaleOurNodes"
          Effect    = "Allow"
          Action    = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
          Resource  = [format(local.arn, "autoscaling", "autoScalingGroup:*:autoScalingGroupName/eks-*")]
          Condition = local.scaling
        },
      ]
    }
  }
}

resource "aws_iam_role" "pod" {
  for_each = local.controllers

  name               = "${var.name}-${each.key}"
  assume_role_policy = jsonencode(local.trust["pods.eks.amazonaws.com"])
}

resource "aws_iam_role_policy_attachment" "cni" {
  role       = aws_iam_role.pod["vpc-cni"].name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
}

resource "aws_iam_role_policy" "pod" {
  for_each = { for name, controller in local.controllers : name => controller if length(controller.statements) > 0 }

  name   = "what-it-does"
  role   = aws_iam_role.pod[each.key].name
  policy = jsonencode({ Version = "2012-10-17", Statement = [for s in each.value.statements : { for k, v in s : k => v if v != null }] })
}

resource "aws_eks_pod_identity_association" "this" {
  for_each = { for name, controller in local.controllers : name => controller if controller.namespace != null }

  cluster_name    = aws_eks_cluster.this.name
  namespace       = each.value.namespace
  service_account = each.value.service_account
  role_arn        = aws_iam_role.pod[each.key].arn
}

resource "aws_iam_openid_connect_provider" "this" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

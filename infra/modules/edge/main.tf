# The load balancer itself is made by its controller, from the Ingress of the environment. Here is what it needs, and what leads to it.

# Certificate

resource "aws_acm_certificate" "this" {
  domain_name       = var.host
  validation_method = "DNS"
  tags              = { Name = var.host }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  zone_id         = var.zone_id
  name            = tolist(aws_acm_certificate.this.domain_validation_options)[0].resource_record_name
  type            = tolist(aws_acm_certificate.this.domain_validation_options)[0].resource_record_type
  records         = [tolist(aws_acm_certificate.this.domain_validation_options)[0].resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [aws_route53_record.validation.fqdn]
}

# Who may ask

resource "aws_security_group" "load_balancer" {
  name        = "${var.name}-load-balancer"
  description = "HTTP and HTTPS from where this environment is open to"
  vpc_id      = var.vpc_id
  # The Ingress names it by this tag.
  tags = { Name = "${var.name}-load-balancer" }
}

resource "aws_vpc_security_group_ingress_rule" "people" {
  for_each = { for pair in setproduct(var.open_to, [80, 443]) : "${pair[0]} ${pair[1]}" => { cidr = pair[0], port = pair[1] } }

  security_group_id = aws_security_group.load_balancer.id
  description       = each.value.port == 80 ? "HTTP, only to be sent to HTTPS" : "HTTPS"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "pods" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "To pods"
  referenced_security_group_id = var.cluster_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.pods_port
  to_port                      = var.pods_port
}

resource "aws_vpc_security_group_ingress_rule" "pods" {
  security_group_id            = var.cluster_security_group_id
  description                  = "From the load balancer ${var.name}"
  referenced_security_group_id = aws_security_group.load_balancer.id
  ip_protocol                  = "tcp"
  from_port                    = var.pods_port
  to_port                      = var.pods_port
}

# Firewall

locals {
  managed = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "Known attacks and too many requests"
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = local.managed
    content {
      name     = rule.value
      priority = rule.key

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = false
        metric_name                = rule.value
      }
    }
  }

  rule {
    name     = "too-many-requests"
    priority = length(local.managed)

    action {
      block {
        custom_response {
          response_code = 429
        }
      }
    }

    statement {
      rate_based_statement {
        limit              = var.requests_per_address
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = false
      metric_name                = "too-many-requests"
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = false
    metric_name                = var.name
  }
}

# AWS wants the name to begin like this.
resource "aws_cloudwatch_log_group" "firewall" {
  name              = "aws-waf-logs-${var.name}"
  retention_in_days = var.log_days
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.firewall.arn]

  # A session or a token is as good as a password.
  redacted_fields {
    single_header {
      name = "cookie"
    }
  }
  redacted_fields {
    single_header {
      name = "authorization"
    }
  }
}

# Access logs

data "aws_elb_service_account" "this" {}

resource "aws_s3_bucket" "access_logs" {
  bucket        = "${var.name}-access-logs-${var.account}"
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_public_access_block" "access_logs" {
  bucket                  = aws_s3_bucket.access_logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Load balancers can write with S3's own keys only.
resource "aws_s3_bucket_server_side_encryption_configuration" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id

  rule {
    id     = "forget"
    status = "Enabled"
    filter {}
    expiration {
      days = var.log_days
    }
  }
}

resource "aws_s3_bucket_policy" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "LoadBalancersWrite"
      Effect    = "Allow"
      Action    = "s3:PutObject"
      Principal = { AWS = data.aws_elb_service_account.this.arn }
      Resource  = "arn:aws:s3:::${aws_s3_bucket.access_logs.bucket}/alb/AWSLogs/${var.account}/*"
    }]
  })
  depends_on = [aws_s3_bucket_public_access_block.access_logs]
}

# The name, last: nobody is sent to a load balancer without a firewall.

data "aws_lb" "this" {
  count = var.published ? 1 : 0
  name  = var.name
}

resource "aws_wafv2_web_acl_association" "this" {
  count = var.published ? 1 : 0

  resource_arn = data.aws_lb.this[0].arn
  web_acl_arn  = aws_wafv2_web_acl.this.arn

  lifecycle {
    precondition {
      condition     = data.aws_lb.this[0].enable_deletion_protection
      error_message = "The load balancer can be deleted by a mistake in the cluster: the Ingress lacks deletion_protection.enabled=true."
    }
    precondition {
      condition     = data.aws_lb.this[0].security_groups == toset([aws_security_group.load_balancer.id])
      error_message = "The load balancer has another security group: the Ingress lacks the annotation security-groups."
    }
  }
}

resource "aws_route53_record" "host" {
  count = var.published ? 1 : 0

  zone_id = var.zone_id
  name    = var.host
  type    = "A"

  alias {
    name                   = data.aws_lb.this[0].dns_name
    zone_id                = data.aws_lb.this[0].zone_id
    evaluate_target_health = true
  }

  depends_on = [aws_wafv2_web_acl_association.this]
}

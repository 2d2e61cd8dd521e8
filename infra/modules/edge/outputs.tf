output "certificate_arn" {
  description = "The certificate, once it is valid."
  value       = aws_acm_certificate_validation.this.certificate_arn
}

output "firewall_arn" {
  description = "The firewall, for the Ingress."
  value       = aws_wafv2_web_acl.this.arn
}

output "security_group_id" {
  description = "The load balancer's security group."
  value       = aws_security_group.load_balancer.id
}

output "access_log_bucket" {
  description = "Bucket with the access logs."
  value       = aws_s3_bucket.access_logs.bucket
}

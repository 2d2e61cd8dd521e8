output "endpoints" {
  description = "The instances' own names, as their certificates have them."
  value       = { primary = aws_db_instance.primary.address, replica = aws_db_instance.replica.address }
}

output "names" {
  description = "Names in the private zone, as the manifests use them."
  value       = { for key, record in aws_route53_record.this : key => record.name }
}

output "resource_ids" {
  description = "What an IAM policy for rds-db:connect names."
  value       = { primary = aws_db_instance.primary.resource_id, replica = aws_db_instance.replica.resource_id }
}

output "master_secret_arn" {
  description = "Secret with the master user's password, which RDS rotates."
  value       = one(aws_db_instance.primary.master_user_secret[*].secret_arn)
}

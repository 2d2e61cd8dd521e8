output "reader_role_arn" {
  description = "Role of the namespace's service account external-secrets."
  value       = aws_iam_role.reader.arn
}

output "scram_secret_arns" {
  description = "Users of Kafka, by name."
  value       = { for user, secret in aws_secretsmanager_secret.user : user => secret.arn }
}

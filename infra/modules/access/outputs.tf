output "security_group_id" {
  description = "The bastion's security group."
  value       = aws_security_group.bastion.id
}

output "reader_policy_arn" {
  description = "Policy for people who may read the databases."
  value       = aws_iam_policy.reader.arn
}

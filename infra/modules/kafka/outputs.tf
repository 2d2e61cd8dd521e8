output "cluster_arn" {
  description = "The cluster, for IAM policies and commands."
  value       = aws_msk_cluster.this.arn
}

output "brokers" {
  description = "Addresses of the SASL/SCRAM listener."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_scram
}

output "brokers_iam" {
  description = "Addresses of the IAM listener."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
}

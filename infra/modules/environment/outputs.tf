output "database_endpoints" {
  description = "The instances' own names, as their certificates have them."
  value       = module.databases.endpoints
}

output "database_names" {
  description = "Names in the private zone, as the manifests use them."
  value       = module.databases.names
}

output "database_master_secret_arn" {
  description = "Secret with the master user's password, for the Job that makes databases and roles."
  value       = module.databases.master_secret_arn
}

output "kafka_cluster_arn" {
  description = "The brokers' cluster."
  value       = module.kafka.cluster_arn
}

output "brokers" {
  description = "Addresses of the brokers, for the module secrets."
  value       = { scram = module.kafka.brokers, iam = module.kafka.brokers_iam }
}

output "oidc" {
  description = "The cluster's OIDC provider, for the module secrets."
  value       = { provider_arn = data.aws_iam_openid_connect_provider.this.arn, issuer = trimprefix(data.aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://") }
}

output "certificate_arn" {
  description = "Certificate for the Ingress; none where there is no load balancer."
  value       = one(module.edge[*].certificate_arn)
}

output "firewall_arn" {
  description = "Firewall for the Ingress; none where there is no load balancer."
  value       = one(module.edge[*].firewall_arn)
}

output "access_log_bucket" {
  description = "Bucket with the load balancer's access logs."
  value       = one(module.edge[*].access_log_bucket)
}

output "database_reader_policy_arn" {
  description = "Policy for people who may read the databases."
  value       = module.access.reader_policy_arn
}

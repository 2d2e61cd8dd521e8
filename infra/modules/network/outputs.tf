output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Load balancers and NAT gateways."
  value       = [for subnet in aws_subnet.public : subnet.id]
}

output "private_subnet_ids" {
  description = "Nodes and pods."
  value       = [for subnet in aws_subnet.private : subnet.id]
}

output "isolated_subnet_ids" {
  description = "Subnets without a way to the internet, by name."
  value = {
    for name, _ in var.isolated : name => [for key, subnet in aws_subnet.isolated : subnet.id if local.isolated[key].name == name]
  }
}

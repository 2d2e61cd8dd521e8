resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Isolated subnets in three zones"
  subnet_ids  = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.name}-databases"
  description = "PostgreSQL, from the cluster and the bastion only"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-databases" }
}

resource "aws_vpc_security_group_ingress_rule" "client" {
  for_each = var.clients

  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-postgres18"
  family      = "postgres18"
  description = "Logical replication for the relays, bounded slots, TLS only"

  # The relays read the outbox from the log.
  parameter {
    name         = "rds.logical_replication"
    value        = "1"
    apply_method = "pending-reboot"
  }
  parameter {
    name         = "max_slot_wal_keep_size"
    value        = tostring(var.max_slot_wal_keep_gib * 1024)
    apply_method = "pending-reboot"
  }
  parameter {
    name         = "max_connections"
    value        = tostring(var.max_connections)
    apply_method = "pending-reboot"
  }
  parameter {
    name         = "rds.force_ssl"
    value        = "1"
    apply_method = "pending-reboot"
  }
  # An accepted order is on disk.
  parameter {
    name         = "synchronous_commit"
    value        = "on"
    apply_method = "immediate"
  }
  # Long reads on the replica are not cancelled by clean-up on the primary.
  parameter {
    name         = "hot_standby_feedback"
    value        = "1"
    apply_method = "immediate"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "primary" {
  identifier     = "${var.name}-primary"
  engine         = "postgres"
  engine_version = "18"
  instance_class = var.instance_class

  storage_type          = "gp3"
  storage_encrypted     = true
  allocated_storage     = var.storage_gib
  max_allocated_storage = var.max_storage_gib

  # RDS makes this password, keeps it in Secrets Manager and rotates it. Terraform never sees it.
  username                            = "master"
  manage_master_user_password         = true
  iam_database_authentication_enabled = true
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  multi_az               = var.multi_az
  port                   = var.port
  publicly_accessible    = false
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  parameter_group_name   = aws_db_parameter_group.this.name

  backup_retention_period   = var.backup_days
  backup_window             = "02:00-03:00"
  maintenance_window        = "sun:04:00-sun:05:00"
  copy_tags_to_snapshot     = true
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.deletion_protection
  final_snapshot_identifier = "${var.name}-primary-last"

  # A major upgrade drops the slots: it is done by hand, with the relays stopped.
  allow_major_version_upgrade = false
  auto_minor_version_upgrade  = true
  apply_immediately           = false

  performance_insights_enabled    = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
}

resource "aws_db_instance" "replica" {
  identifier          = "${var.name}-replica"
  replicate_source_db = aws_db_instance.primary.identifier
  instance_class      = var.instance_class

  storage_type          = "gp3"
  storage_encrypted     = true
  max_allocated_storage = var.max_storage_gib

  iam_database_authentication_enabled = true
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"

  port                   = var.port
  publicly_accessible    = false
  vpc_security_group_ids = [aws_security_group.this.id]
  parameter_group_name   = aws_db_parameter_group.this.name

  # It has no data of its own.
  backup_retention_period = 0
  skip_final_snapshot     = true
  deletion_protection     = var.deletion_protection
  maintenance_window      = "sun:06:00-sun:07:00"

  auto_minor_version_upgrade      = true
  apply_immediately               = false
  performance_insights_enabled    = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
}

# Names that stay when an instance is replaced.
resource "aws_route53_record" "this" {
  for_each = { primary = aws_db_instance.primary.address, replica = aws_db_instance.replica.address }

  zone_id = var.zone_id
  name    = "${var.name}-${each.key}.${var.zone_name}"
  type    = "CNAME"
  ttl     = 30
  records = [each.value]
}

mock_provider "aws" {}

variables {
  name                  = "shop-prod"
  vpc_id                = "vpc-1"
  subnet_ids            = ["subnet-a", "subnet-b", "subnet-c"]
  clients               = { cluster = "sg-cluster", bastion = "sg-bastion" }
  zone_id               = "Z1"
  zone_name             = "rds.company.internal"
  instance_class        = "db.m7g.large"
  storage_gib           = 100
  max_storage_gib       = 500
  max_slot_wal_keep_gib = 20
  max_connections       = 1000
  multi_az              = true
  backup_days           = 14
}

run "neither_instance_has_a_public_address" {
  assert {
    condition     = aws_db_instance.primary.publicly_accessible == false && aws_db_instance.replica.publicly_accessible == false
    error_message = "A database has a public address."
  }
  assert {
    condition     = aws_db_instance.primary.db_subnet_group_name == aws_db_subnet_group.this.name && toset(aws_db_subnet_group.this.subnet_ids) == toset(var.subnet_ids)
    error_message = "The primary is not in the isolated subnets."
  }
}

run "only_named_security_groups_connect_and_to_one_port" {
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.client : rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.from_port == 5432 && rule.to_port == 5432])
    error_message = "The databases are open to addresses, or on another port."
  }
  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.client : rule.referenced_security_group_id]) == toset(["sg-cluster", "sg-bastion"])
    error_message = "Others than the cluster and the bastion may connect."
  }
}

run "storage_is_encrypted" {
  assert {
    condition     = aws_db_instance.primary.storage_encrypted && aws_db_instance.replica.storage_encrypted
    error_message = "A database is not encrypted."
  }
}

run "relays_can_read_the_log_and_no_slot_fills_the_disk" {
  assert {
    condition     = contains([for p in aws_db_parameter_group.this.parameter : "${p.name}=${p.value}"], "rds.logical_replication=1")
    error_message = "Logical replication is off: no relay works."
  }
  assert {
    condition     = contains([for p in aws_db_parameter_group.this.parameter : "${p.name}=${p.value}"], "max_slot_wal_keep_size=20480")
    error_message = "A slot may hold back log without limit."
  }
  assert {
    condition     = aws_db_instance.primary.parameter_group_name == aws_db_parameter_group.this.name && aws_db_instance.replica.parameter_group_name == aws_db_parameter_group.this.name
    error_message = "An instance does not use the parameter group."
  }
}

run "connections_need_tls_and_commits_wait_for_the_disk" {
  assert {
    condition     = contains([for p in aws_db_parameter_group.this.parameter : "${p.name}=${p.value}"], "rds.force_ssl=1")
    error_message = "A connection without TLS is accepted."
  }
  assert {
    condition     = contains([for p in aws_db_parameter_group.this.parameter : "${p.name}=${p.value}"], "synchronous_commit=on")
    error_message = "A commit does not wait for the disk."
  }
}

run "no_password_is_in_the_state" {
  assert {
    condition     = aws_db_instance.primary.manage_master_user_password == true && aws_db_instance.primary.password == null
    error_message = "The master password is not made by RDS."
  }
}

run "nobody_deletes_the_databases_by_mistake" {
  assert {
    condition     = aws_db_instance.primary.deletion_protection && aws_db_instance.replica.deletion_protection && !aws_db_instance.primary.skip_final_snapshot
    error_message = "A database can be deleted without a word, or without a last snapshot."
  }
}

run "a_zone_may_be_lost_and_the_data_be_restored" {
  assert {
    condition     = aws_db_instance.primary.multi_az && aws_db_instance.primary.backup_retention_period == 14
    error_message = "The primary has no standby or no backups."
  }
}

run "no_upgrade_drops_the_slots_by_itself" {
  assert {
    condition     = aws_db_instance.primary.allow_major_version_upgrade == false && aws_db_instance.primary.engine_version == "18"
    error_message = "A major upgrade may happen by itself."
  }
}

run "the_replica_follows_the_primary_and_is_as_large" {
  assert {
    condition     = aws_db_instance.replica.replicate_source_db == aws_db_instance.primary.identifier && aws_db_instance.replica.instance_class == aws_db_instance.primary.instance_class
    error_message = "The replica does not follow the primary, or is smaller."
  }
}

run "names_are_those_of_the_manifests" {
  assert {
    condition     = output.names == { primary = "shop-prod-primary.rds.company.internal", replica = "shop-prod-replica.rds.company.internal" }
    error_message = "The manifests use other names."
  }
}

run "two_zones_are_refused" {
  command = plan
  variables {
    subnet_ids = ["subnet-a", "subnet-b"]
  }
  expect_failures = [var.subnet_ids]
}

run "an_address_as_a_client_is_refused" {
  command = plan
  variables {
    clients = { world = "0.0.0.0/0" }
  }
  expect_failures = [var.clients]
}

run "a_slot_that_could_fill_the_disk_is_refused" {
  command = plan
  variables {
    max_slot_wal_keep_gib = 60
  }
  expect_failures = [var.max_slot_wal_keep_gib]
}

run "a_week_without_a_way_back_is_refused" {
  command = plan
  variables {
    backup_days = 3
  }
  expect_failures = [var.backup_days]
}

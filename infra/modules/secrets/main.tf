# Passwords are made by Secrets Manager while Terraform applies, and go straight into secrets: neither a plan nor the state has them.
# They change only when a number in variables.tf is raised.

locals {
  name   = "${var.contract.name}-${var.environment}"
  prefix = "${var.contract.name}/${var.environment}/"
  # Who is open to nobody is reached through the tunnel, whose token comes from Cloudflare (docs/aws.md).
  tunnel = length(var.contract.environments[var.environment].open_to) == 0 ? ["tunnel"] : []

  users = concat(var.contract.relays, ["admin", "audit", "keda", "connect"])
  roles = concat(
    [for database in var.contract.databases : "${database}/app"],
    [for database in var.contract.databases : "${database}/owner"],
    [for database in var.contract.relays : "${database}/relay"],
    ["auditor/password"],
  )
  scram = { for user in local.users : user => "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"${user}\" password=\"%s\";" }
}

ephemeral "aws_secretsmanager_random_password" "role" {
  for_each            = toset(local.roles)
  password_length     = 32
  exclude_punctuation = true
}

ephemeral "aws_secretsmanager_random_password" "user" {
  for_each            = toset(local.users)
  password_length     = 32
  exclude_punctuation = true
}

ephemeral "aws_secretsmanager_random_password" "session" {
  password_length     = 64
  exclude_punctuation = true
}

# MSK does not take secrets that are encrypted with AWS's own key.
resource "aws_kms_key" "this" {
  description         = "Secrets of ${local.name}"
  enable_key_rotation = true
}

resource "aws_secretsmanager_secret" "this" {
  for_each = toset(concat(["session", "msk"], [for database in concat(var.contract.databases, ["auditor"]) : "database/${database}"], local.tunnel))

  name                    = "${local.prefix}${each.key}"
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = var.recovery_days
}

resource "aws_secretsmanager_secret_version" "session" {
  secret_id                = aws_secretsmanager_secret.this["session"].id
  secret_string_wo         = jsonencode({ key = ephemeral.aws_secretsmanager_random_password.session.random_password })
  secret_string_wo_version = var.session_key
}

resource "aws_secretsmanager_secret_version" "database" {
  for_each = toset(concat(var.contract.databases, ["auditor"]))

  secret_id = aws_secretsmanager_secret.this["database/${each.key}"].id
  secret_string_wo = jsonencode({
    for role in local.roles : split("/", role)[1] => ephemeral.aws_secretsmanager_random_password.role[role].random_password
    if split("/", role)[0] == each.key
  })
  secret_string_wo_version = var.database_passwords
}

resource "aws_secretsmanager_secret" "user" {
  for_each = toset(local.users)

  # MSK looks for this beginning.
  name                    = "AmazonMSK_${local.name}-${each.key}"
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = var.recovery_days
}

resource "aws_secretsmanager_secret_version" "user" {
  for_each = aws_secretsmanager_secret.user

  secret_id                = each.value.id
  secret_string_wo         = jsonencode({ username = each.key, password = ephemeral.aws_secretsmanager_random_password.user[each.key].random_password })
  secret_string_wo_version = var.kafka_passwords
}

# The same passwords as the manifests want them. It is written together with those above, so both change at once.
resource "aws_secretsmanager_secret_version" "msk" {
  secret_id = aws_secretsmanager_secret.this["msk"].id
  secret_string_wo = jsonencode(merge(
    { brokers = var.brokers.scram, brokers_iam = var.brokers.iam },
    { for user in var.contract.relays : "jaas_${user}" => format(local.scram[user], ephemeral.aws_secretsmanager_random_password.user[user].random_password) },
    {
      for user in ["admin", "audit"] : "${user}_client_properties" => join("\n", [
        "security.protocol=SASL_SSL",
        "sasl.mechanism=SCRAM-SHA-512",
        "sasl.jaas.config=${format(local.scram[user], ephemeral.aws_secretsmanager_random_password.user[user].random_password)}",
      ])
    },
    { connect_password = ephemeral.aws_secretsmanager_random_password.user["connect"].random_password },
    { keda_username = "keda", keda_password = ephemeral.aws_secretsmanager_random_password.user["keda"].random_password },
  ))
  secret_string_wo_version = var.kafka_passwords
}

# The namespace's External Secrets: reads below its prefix, nothing else.

resource "aws_iam_role" "reader" {
  name = "${local.name}-secrets"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = var.oidc.provider_arn }
      Condition = {
        StringEquals = {
          "${var.oidc.issuer}:sub" = "system:serviceaccount:${var.environment}:external-secrets"
          "${var.oidc.issuer}:aud" = "sts.amazonaws.com"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "reader" {
  name = "read"
  role = aws_iam_role.reader.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        Resource = ["arn:aws:secretsmanager:${var.contract.region}:${var.contract.account}:secret:${local.prefix}*"]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [aws_kms_key.this.arn]
      },
    ]
  })
}

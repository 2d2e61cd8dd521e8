locals {
  arn = "arn:aws:%s:${var.region}:${var.account}:%s"
}

data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

resource "aws_iam_role" "bastion" {
  name = "${var.name}-bastion"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "bastion" {
  role       = aws_iam_role.bastion.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "bastion" {
  name = "${var.name}-bastion"
  role = aws_iam_role.bastion.name
}

# Nobody connects to it: its agent asks Session Manager, from inside. So there is no inbound rule at all.
resource "aws_security_group" "bastion" {
  name        = "${var.name}-bastion"
  description = "Out to Session Manager and to the databases; nothing in"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-bastion" }
}

resource "aws_vpc_security_group_egress_rule" "session_manager" {
  security_group_id = aws_security_group.bastion.id
  description       = "HTTPS to Session Manager"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "databases" {
  security_group_id = aws_security_group.bastion.id
  description       = "PostgreSQL of this environment"
  cidr_ipv4         = var.databases_cidr
  ip_protocol       = "tcp"
  from_port         = var.database_port
  to_port           = var.database_port
}

resource "aws_instance" "bastion" {
  ami                         = data.aws_ssm_parameter.ami.insecure_value
  instance_type               = var.instance_type
  subnet_id                   = var.subnet_id
  vpc_security_group_ids      = [aws_security_group.bastion.id]
  iam_instance_profile        = aws_iam_instance_profile.bastion.name
  associate_public_ip_address = false
  monitoring                  = false

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 8
    encrypted   = true
  }

  tags = { Name = "${var.name}-bastion", Environment = var.environment }
}

# For people: attach it to the role of those who may look into this environment's databases.
resource "aws_iam_policy" "reader" {
  name        = "${var.name}-database-reader"
  description = "Reads the databases of ${var.environment} through the bastion"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "FindBastionAndReplica"
        Effect   = "Allow"
        Action   = ["ec2:DescribeInstances", "rds:DescribeDBInstances"]
        Resource = "*"
      },
      {
        Sid       = "ForwardThroughTheBastion"
        Effect    = "Allow"
        Action    = ["ssm:StartSession"]
        Resource  = [format(local.arn, "ec2", "instance/*")]
        Condition = { StringEquals = { "ssm:resourceTag/Name" = "${var.name}-bastion" }, Bool = { "aws:MultiFactorAuthPresent" = "true" } }
      },
      {
        # Forwarding only: this document gives no shell.
        Sid      = "NoShell"
        Effect   = "Allow"
        Action   = ["ssm:StartSession"]
        Resource = ["arn:aws:ssm:${var.region}::document/AWS-StartPortForwardingSessionToRemoteHost"]
      },
      {
        Sid      = "EndOwnSessions"
        Effect   = "Allow"
        Action   = ["ssm:ResumeSession", "ssm:TerminateSession"]
        Resource = ["arn:aws:ssm:*:*:session/$${aws:userid}-*"]
      },
      {
        Sid    = "ConnectAsReader"
        Effect = "Allow"
        Action = ["rds-db:connect"]
        Resource = [
          for pair in setproduct(var.database_resource_ids, var.databases) : format(local.arn, "rds-db", "dbuser:${pair[0]}/${pair[1]}_reader")
        ]
      },
    ]
  })
}

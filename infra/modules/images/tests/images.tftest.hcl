mock_provider "aws" {}

variables {
  name   = "shop"
  images = ["cart-service", "tools"]
}

run "a_tag_never_changes_its_image" {
  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.image_tag_mutability == "IMMUTABLE"])
    error_message = "A tag can be given to another image after it was tested."
  }
}

run "every_image_is_scanned_and_encrypted" {
  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.image_scanning_configuration[0].scan_on_push && repository.encryption_configuration[0].encryption_type == "KMS"])
    error_message = "An image is not scanned, or not encrypted."
  }
}

run "nobody_else_pulls" {
  assert {
    condition     = length(aws_ecr_repository_policy.readers) == 0
    error_message = "Other accounts pull images."
  }
}

run "another_account_pulls_and_cannot_push" {
  variables {
    readers = ["111111111111"]
  }
  assert {
    condition = alltrue([
      for policy in aws_ecr_repository_policy.readers : alltrue([for action in jsondecode(policy.policy).Statement[0].Action : !strcontains(action, "Put") && !strcontains(action, "*")])
    ])
    error_message = "Another account may push."
  }
}

run "everybody_as_a_reader_is_refused" {
  command = plan
  variables {
    readers = ["*"]
  }
  expect_failures = [var.readers]
}

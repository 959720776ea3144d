# Comments name nobody: https://api.mixpanel.com, resource "aws_s3_bucket" "no" {}
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws      = { source = "hashicorp/aws", version = "~> 5.0" }
    supabase = { source = "supabase/supabase" }
    pigeon   = { source = "pigeon/post" }
    random   = { source = "hashicorp/random" }
  }
  backend "s3" {
    bucket = "state"
    region = "eu-central-1"
  }
}

variable "region" {
  type    = string
  default = "ap-south-1"
}

variable "where" {
  default = "us-west-2" # the file of values says otherwise
}

variable "token" {
  sensitive = true
  default   = "planted-secret-tf-1"
}

locals {
  number = 1
  far    = "eu-west-${local.number}"
  round  = local.round
}

provider "aws" {
  region     = var.region
  access_key = "planted-secret-tf-2"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "round"
  region = local.round
}

resource "aws_s3_bucket" "photos" {
  bucket = "photos-${var.region}-${lookup({ a = "}" }, "a", "\"")}"
}

resource "aws_s3_bucket" "far" {
  provider = aws.us
  bucket   = "far"
}

resource "aws_s3_bucket" "each" {
  for_each = toset(["eu-west-1", "us-east-1"])
  region   = each.value
}

resource "aws_sqs_queue" "round" { provider = aws.round }

resource "aws_sqs_queue" "none" {
  count = 0
}

resource "aws_db_instance" "main" {
  publicly_accessible = true
  password            = "planted-secret-tf-3"
  user_data           = <<-EOT
    #!/bin/sh
    curl -H "X: $${planted}" https://user:planted-secret-tf-4@api.segment.io/v1 ${var.token}
  EOT
}

resource "google_storage_bucket" "eu" {
  location = "EU"
}

resource "azurerm_storage_account" "west" {
  location                        = "West Europe"
  allow_nested_items_to_be_public = true
}

resource "aws_lambda_function" "work" {
  environment {
    variables = {
      OPENAI_API_KEY = "planted-secret-tf-5"
      PIGEON_API_KEY = var.token
      LOG_LEVEL      = "info"
    }
  }
}

resource "vercel_project_environment_variable" "key" {
  key   = "SUPABASE_SERVICE_ROLE_KEY"
  value = "planted-secret-tf-6"
}

resource "vercel_log_drain" "out" {
  endpoint = "https://planted-secret-tf-7@logs.pigeon-sink.io/in"
}

resource "aws_cloudfront_distribution" "front" {}

resource "aws_iam_role" "role" {}

resource "random_id" "id" { byte_length = 4 }

data "aws_s3_bucket" "theirs" { bucket = "x" }

module "store" {
  source    = "./modules/store"
  providers = { aws = aws.us }
  place     = local.far
}

module "bought" {
  source  = "terraform-aws-modules/rds/aws"
  version = "6"
}

output "all" {
  value = [for key, value in var.region : upper(key) if value != "" ]
}

provider "aws" {
  alias  = "place"
  region = var.where
}

resource "aws_kinesis_stream" "place" { provider = aws.place }

variable "place" {}

resource "aws_dynamodb_table" "inherits" {
  name = "a"
}

resource "aws_dynamodb_table" "told" {
  region = var.place
}

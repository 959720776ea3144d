where = "eu-north-1"
token = "planted-secret-tf-8"

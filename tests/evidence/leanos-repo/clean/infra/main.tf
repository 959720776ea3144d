terraform {
  required_providers {
    vercel = {
      source = "vercel/vercel"
    }
  }
}

provider "vercel" {}

resource "vercel_project" "app" {
  name                       = "leanos"
  framework                  = "nextjs"
  serverless_function_region = "bom1"
}

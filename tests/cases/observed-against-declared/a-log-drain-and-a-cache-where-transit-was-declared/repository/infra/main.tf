resource "vercel_log_drain" "logs" {
  endpoint = "https://logs.shop.example/in"
}

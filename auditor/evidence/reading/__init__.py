"""Other people's files as trees with places: YAML, JSON, TOML and the language of Terraform."""

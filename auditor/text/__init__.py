"""Text for terminals and files: what every format for people needs."""

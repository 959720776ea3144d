"""What users write, section by section."""

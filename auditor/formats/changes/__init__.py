"""What changed, for people and for machines."""

"""An audit as text for people and for machines, a file a format."""

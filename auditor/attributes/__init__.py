"""What an attribute is, the values it can take, and how a value answers a question."""

"""The tables that rules are asked about, a file a subject."""

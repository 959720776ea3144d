"""The way back: plain data as YAML text, put into a file whose other bytes stay as they are."""

"""A directory becomes a checked workspace: found, read, merged, validated, resolved."""

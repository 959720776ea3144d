"""Two workspaces compared: what changed in meaning, how material that is, and from when it may take effect."""

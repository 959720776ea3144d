"""Other files read into a workspace, one file a format."""

"""Evidence: what the code and the infrastructure of a repository show, file by file."""

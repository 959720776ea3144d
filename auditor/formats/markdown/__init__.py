"""The report as Markdown, for a comment on a pull request."""

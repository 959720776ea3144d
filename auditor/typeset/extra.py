"""What is raised where a library is missing that only some formats need."""


class NeedsExtra(Exception):
    """A format whose library is not installed. `extra` is what to install: `docs`, `pdf` or `fonts`."""

    def __init__(self, extra: str) -> None:
        super().__init__(extra)
        self.extra = extra

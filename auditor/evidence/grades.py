"""How good a piece of evidence is by where it stands: production code, or what is there for tests, builds and talk."""

from __future__ import annotations

import re
from typing import Final

from auditor.evidence.observation import DEVELOPMENT, USED

_DEVELOPMENT: Final = re.compile(
    r"(^|/)(tests?|__tests__|__mocks__|spec|specs|e2e|cypress|playwright|fixtures?|testdata|mocks?|stories|\.storybook|"
    r"examples?|seeders|benchmarks?|evals?|\.github|\.circleci|\.husky|\.devcontainer)/"
    r"|(^|/)(conftest|tests?|test_[^/]*|[^/]*_(tests?|spec)|[^/]*[-_]evals?|gulpfile|gruntfile|[^/]*\.(test|spec|stories|cy|e2e))\.[a-z]+$"
    r"|(^|/)(jest|vitest|playwright|cypress|karma|eslint|prettier|rollup|webpack|vite)\.(config|setup)[^/]*$",
    re.IGNORECASE,
)
"""Names of folders and files that hold no production code. `docs` alone says nothing: it may be the product."""


def grade_of(path: str) -> str:
    """The grade of what stands in a file, by its path: used or development."""
    return DEVELOPMENT if _DEVELOPMENT.search(path) else USED

"""For all tests: what a shell or a CI may say about colours is not about them."""

import os

for name in ("FORCE_COLOR", "NO_COLOR", "CLICOLOR", "COLUMNS"):
    os.environ.pop(name, None)

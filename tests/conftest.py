"""For all tests: what a shell or a CI may say about colours, and about its job, is not about them."""

import os

JOB = ("GITHUB_STEP_SUMMARY", "GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")

for name in ("FORCE_COLOR", "NO_COLOR", "CLICOLOR", "COLUMNS", *JOB):
    os.environ.pop(name, None)

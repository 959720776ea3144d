"""The numbers: what the auditor costs, measured beside its rivals in one run. `python -m benchmarks` prints them."""

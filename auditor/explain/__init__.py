"""Why: a rule, a thing or a finding explained, condition by condition, as frozen records."""

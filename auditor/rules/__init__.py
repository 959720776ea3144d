"""What a rule means: compiled matches, three-valued judging, violations, examples."""

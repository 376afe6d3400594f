"""`saphan doctor` and what a start refuses: checks of one component, each a finding in both languages."""

"""Claims: entered, checked, sent, answered, corrected. Amounts and checks are pure; verbs write."""

"""The line to the insurers: what is said in our words, the journal, the outbox and the inbox."""

"""Nobody needs a right here: the outbox is only there where all people are invented."""

"""Second factors: codes of an authenticator app, printed recovery codes, passkeys."""

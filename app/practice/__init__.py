"""Practice mode: the rehearsal list, the practice patients, resetting, and asking to go live."""

"""One believable week of invented clinics, played through the real verbs against the simulated exchange."""

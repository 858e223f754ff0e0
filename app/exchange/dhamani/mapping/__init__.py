"""From our words to FHIR: one file per focal resource."""

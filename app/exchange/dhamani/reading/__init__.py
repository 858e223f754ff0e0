"""From FHIR to our words: generous about what is extra, strict about the codes that decide."""

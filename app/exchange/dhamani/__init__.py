"""The only place that knows the wire of Dhamani: FHIR, its codes, its addresses."""

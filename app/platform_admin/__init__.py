"""The desk of the platform's operator: applications, tenants, lists. Never a patient, in code or in the database."""

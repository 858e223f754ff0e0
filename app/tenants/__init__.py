"""The customers: clinics and pharmacies, their branches, and the walls between them."""

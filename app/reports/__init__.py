"""What the claims, the insurers and the money tell when they are added up."""

"""What a tenant has agreed with its payers: contracts, dated price lists, and its own codes mapped to the exchange's."""

"""What a pharmacist must see before handing a medicine out."""

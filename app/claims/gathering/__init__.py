"""What the checker may know of many claims, gathered in a number of statements that does not grow with them."""

"""What is entered again and again: favourites, visit templates, the last visit, visits without a claim."""

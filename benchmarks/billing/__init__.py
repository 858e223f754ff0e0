"""Random lives of customers over two years, billed by the house and by an oracle of its own."""

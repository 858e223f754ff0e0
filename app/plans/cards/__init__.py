"""Invoices paid by card: the port to a card gateway, its adapter, and the life of a payment. Card data never comes here."""

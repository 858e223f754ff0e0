"""What the checker is told: dated settings of its edits, the clinic's own rules, holds, simulations, proposals."""

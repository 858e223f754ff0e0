"""Answering a decision: correction or complaint, its windows, its chain of attempts, its papers."""

"""Differences that wait at stations (待核), and what is decided of them here."""

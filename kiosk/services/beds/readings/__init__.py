"""The tables kept of beds, what the rules are given from them, and what screens and slips read."""

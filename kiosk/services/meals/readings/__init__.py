"""The tables kept of meals, what the rules are given from them, and what screens and slips read."""

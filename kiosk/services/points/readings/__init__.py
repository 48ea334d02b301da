"""The tables kept of points, what the rules are given from them, and what screens and slips read."""

"""The tables kept of tools, what the rules are given from them, and what screens and slips read."""

"""The attendant's panel of the tools, and what it opens: hand-over, looking over, paying, approving."""

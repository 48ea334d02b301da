"""The attendant's panel of points."""

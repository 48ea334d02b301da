"""May it happen: pure rules of points."""

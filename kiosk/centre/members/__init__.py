"""Members' accounts: the centre owns them, grants by what stations recorded, and lends to one device at a time."""

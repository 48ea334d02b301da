"""What a record says: its events since a place or of a period, the tables and sections that services make of it."""

"""报表: the tables of all services, read at the counter."""

"""The centre's database: SQLite in a folder, or PostgreSQL; the same tables and the same statements."""

"""What the service does for those who ask it over HTTP, on SQLite and on Postgres."""

"""The search index: one protocol, two engines, and what keeps them in step with the database."""

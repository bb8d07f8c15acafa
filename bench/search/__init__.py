"""Speed, memory and size of the search: in process, over HTTP, and beside Meilisearch."""

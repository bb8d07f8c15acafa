"""Measures how good the search is, by questions with judged answers: `python -m bench.relevance --help`."""

"""Measures the service against its goals and against others, on one machine in one run: `python -m bench --help`."""

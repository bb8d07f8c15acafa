"""Measures how well `tuijin lineage suggest` agrees with the links made by hand: `python -m bench.lineage --help`."""

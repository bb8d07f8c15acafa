"""Tuijin (推进): China's annual IP promotion plans as a bilingual, queryable service."""

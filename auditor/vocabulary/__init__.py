"""Closed words and dated facts: trees, places, periods, adequacy, the catalog."""

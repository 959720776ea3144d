"""Violations placed, rated, merged over deployments and named; the ledger of promises."""

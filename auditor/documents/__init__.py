"""The documents: each made from the inventory of what was checked, one file a document."""

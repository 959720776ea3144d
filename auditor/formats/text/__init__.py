"""The report for people: an audit as lines of text, each part of them with its role."""

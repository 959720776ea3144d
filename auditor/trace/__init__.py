"""Where data goes: a category, a system or a vendor followed through the flows, as frozen records."""

"""An audit as one HTML file for reviewers: nothing is loaded from elsewhere, and it works without a server."""

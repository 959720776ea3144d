"""An audit as a picture: what to show, its DOT source, and the engine that draws it."""

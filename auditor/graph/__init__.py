"""The deployment graph: what data reaches what, and by which chain."""

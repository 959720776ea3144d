"""What must hold of every workspace, tried on drawn ones."""

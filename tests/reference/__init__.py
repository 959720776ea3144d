"""A slow, plain evaluator written from the format alone; the tests compare the real one with it."""

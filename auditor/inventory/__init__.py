"""Who gets what: the recipients of data as documents list them, taken from what the gate has checked."""

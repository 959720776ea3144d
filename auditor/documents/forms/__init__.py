"""What the annexes and the schedule are put together from: blocks of fields, each with its state."""

"""The field: the same promises as the users of other tools would write them, one file a tool.

Each file has `prepare(flows) -> decide`, and `decide() -> Said`. What is prepared is what a user would build once.
"""

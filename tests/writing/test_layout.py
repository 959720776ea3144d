"""New entries stand where a person would have put them, in the layout that the file has."""

import pytest

from auditor.reader import read
from auditor.source import Source
from auditor.writing.insertion import NoPlace, insertion
from auditor.writing.style import Data

B: dict[str, Data] = {"b": {"finding": "x@y", "found": {"retention": "unknown"}, "reason": "why, then", "owner": "me"}}
"""What is added."""

# Before, and after. `+` begins a line that is added.
LAYOUTS = {
    "below the last entry": """
waivers:
  a: {finding: x}
+  b:
+    finding: x@y
+    found: {retention: unknown}
+    reason: why, then
+    owner: me
""",
    "before the comment of the next section": """
waivers:
  a:
    finding: x   # and why

    # not yet: owner
+  b:
+    finding: x@y
+    found: {retention: unknown}
+    reason: why, then
+    owner: me

# The rules
rules:
  r: {title: t}
""",
    "below an entry that is commented out": """
waivers:
  a:
    finding: x
  # c:
  #   finding: x
+  b:
+    finding: x@y
+    found: {retention: unknown}
+    reason: why, then
+    owner: me

# at the margin: it is about the next section
  # whatever follows
rules: {}
""",
    "parted by empty lines, as the others are": """
# Waived
waivers:

  a:
    finding: x

  # the second
  c:
    finding: x
+
+  b:
+    finding: x@y
+    found: {retention: unknown}
+    reason: why, then
+    owner: me

rules: {}
""",
    "with the indentation of the others": """
  rules: {}
  waivers:
      a:
         finding:
         - x
+      b:
+         finding: x@y
+         found: {retention: unknown}
+         reason: why, then
+         owner: me
  promises: {}
""",
    "below a text of several lines": """
waivers:
  a:
    reason: |
      one

      two
+  b:
+    finding: x@y
+    found: {retention: unknown}
+    reason: why, then
+    owner: me


rules: {}
""",
    "below a text that keeps its empty lines": """
waivers:
  c: {finding: x}

  a:
    reason: |+
      one

+  b:
+    finding: x@y
+    found: {retention: unknown}
+    reason: why, then
+    owner: me
rules: {}
""",
    "in a section of its own at the end": """
rules:
    r:
        title: t

# the end
+
+waivers:
+    b:
+        finding: x@y
+        found: {retention: unknown}
+        reason: why, then
+        owner: me
""",
    "before the end of the document": """
---
rules: {}
# the end
+
+waivers:
+  b:
+    finding: x@y
+    found: {retention: unknown}
+    reason: why, then
+    owner: me
...
# after it
""",
    "below keys with question marks": """
? waivers
: ? a
  : finding: x
+  b:
+    finding: x@y
+    found: {retention: unknown}
+    reason: why, then
+    owner: me
""",
    "between braces on lines of their own, after a comma": """
waivers: {
    a: {finding: x},  # beside a, b
+    b: {
+        finding: x@y,
+        found: {retention: unknown},
+        reason: "why, then",
+        owner: me
+    }
    # the end
}
""",
    "between braces, after a comment without a comma": """
waivers: {
    a: {finding: x}  # beside a, b
+    , b: {
+        finding: x@y,
+        found: {retention: unknown},
+        reason: "why, then",
+        owner: me
+    }
}
rules: {}
""",
}


def put(text: str) -> str:
    source = Source("policy/waivers.yaml", text)
    assert not read(source)
    found = insertion(source, "waivers", B)
    assert found.into(text) == text[: found.place] + found.lines + text[found.place :]
    return found.into(text)


def both(layout: str) -> tuple[str, str]:
    """The text before, and after."""
    lines = layout.removeprefix("\n").splitlines(keepends=True)
    return "".join(line for line in lines if line[0] != "+"), "".join(line.removeprefix("+") for line in lines)


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    before, after = both(LAYOUTS[name])
    assert put(before) == after


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_layout_with_other_ends_of_lines(name: str, newline: str) -> None:
    before, after = both(LAYOUTS[name])
    assert put(before.replace("\n", newline)) == after.replace("\n", newline)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("waivers:\n  a: {finding: x}", "waivers:\n  a: {finding: x}\n  b:\n    finding: x@y\n"),
        ("waivers:\n  a: {finding: x}   # why", "waivers:\n  a: {finding: x}   # why\n  b:\n    finding: x@y\n"),
        ("rules: {}", "rules: {}\n\nwaivers:\n  b:\n    finding: x@y\n"),
        ("waivers: {a: {finding: x}}", "waivers: {a: {finding: x},\n  b: {\n    finding: x@y,\n"),
        ("waivers: {}  # none\n", "waivers: {\n  b: {\n    finding: x@y,\n"),
        ("waivers: {# none\n}\n", "waivers: {\n  b: {\n    finding: x@y,\n"),
        ("{}", "{\n  waivers: {\n    b: {\n      finding: x@y,\n"),
        ('{"rules": {}}\n', '{"rules": {},\n  "waivers": {\n    "b": {\n      "finding": "x@y",\n'),
        ('{\n "waivers": {\n  "a": {}\n }\n}\n', '{\n "waivers": {\n  "a": {},\n  "b": {\n   "finding": "x@y",\n'),
        ('{\n "waivers": {}\n}\n', '{\n "waivers": {\n   "b": {\n     "finding": "x@y",\n'),
    ],
)
def test_how_it_begins(before: str, after: str) -> None:
    new = put(before)
    assert new.startswith(after)
    assert new.endswith("\n") == before.endswith("\n")


@pytest.mark.parametrize(
    "text",
    [
        "waivers:\n  a:\n    reason: |\n      no end of line",
        "rules:\n  a:\n    title: >+\n      no end of line",
        "waivers:\n  b: {finding: x}\n",
    ],
    ids=["a text that would grow a line", "another text", "the id is there"],
)
def test_where_there_is_no_place(text: str) -> None:
    source = Source("policy/waivers.yaml", text)
    assert not read(source)
    with pytest.raises(NoPlace):
        insertion(source, "waivers", B)

"""How the drawn workspaces are drawn: every choice is one number, from hypothesis or from a seed."""

from collections.abc import Callable
from typing import Any, TypeVar

Entry = dict[str, Any]
One = TypeVar("One")


class Writer:
    """Makes choices, and writes entries key by key. The first choice of each is the simplest."""

    def __init__(self, number: Callable[[int, int], int]) -> None:
        self.number = number

    def pick(self, choices: list[One]) -> One:
        """One of them."""
        return choices[self.number(0, len(choices) - 1)]

    def some(self, choices: list[str], least: int = 0, most: int = 3) -> list[str]:
        """A list of different ones."""
        left, found = list(choices), list[str]()
        for _ in range(self.number(least, min(most, len(left)))):
            found.append(left.pop(self.number(0, len(left) - 1)))
        return found

    def chance(self, one_in: int) -> bool:
        """Now and then."""
        return self.number(1, one_in) == one_in

    def fact(self, entry: Entry, key: str, given: Callable[[], Any], unknown: bool = True) -> None:
        """Mostly given, at times `unknown` or left out."""
        choice = self.pick(["missing", *["given"] * 6, *["unknown"] * unknown])
        if choice != "missing":
            entry[key] = given() if choice == "given" else "unknown"

    def rarely(self, entry: Entry, key: str, given: Callable[[], Any], unknown: bool = False) -> None:
        """Mostly left out."""
        if self.chance(3):
            self.fact(entry, key, given, unknown)

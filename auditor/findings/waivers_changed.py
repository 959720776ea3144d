"""Waivers compared: those that came or went, and those that cover more than before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from auditor.changes.making import Making
from auditor.changes.material import immaterial
from auditor.declarations.policy import Waiver

OURS = "a waiver is ours; nothing that customers get changes by it"
WORDS = ("reason", "owner", "approved_by", "ticket", "granted")
"""What a waiver says beside what it covers."""


def waiver_changes(making: Making) -> None:
    """Add the changes of waivers."""
    old, new = making.before.workspace.waivers, making.after.workspace.waivers
    for name in sorted(new.keys() - old.keys()):
        making.add(
            "waiver_added", "waivers", name, immaterial(OURS), after=_said(new[name].finding), note=_until(new[name])
        )  # fmt: skip
    for name in sorted(old.keys() - new.keys()):
        making.add("waiver_removed", "waivers", name, immaterial(OURS), old=True, before=_said(old[name].finding))
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            _waiver(making, name, old[name], new[name])


def _waiver(making: Making, name: str, was: Waiver, now: Waiver) -> None:
    every = tuple(making.after.workspace.deployments)
    for key, before, after in _covers(was, now, every):
        if before != after:
            wider = not after <= before
            _add(making, name, key, "waiver_widened" if wider else "waiver_changed", was, now)
    if was.found != now.found:
        wider = not was.found.items() <= now.found.items()
        _add(making, name, "found", "waiver_widened" if wider else "waiver_changed", was, now)
    if was.expires != now.expires:
        later = now.expires > was.expires
        _add(making, name, "expires", "waiver_widened" if later else "waiver_changed", was, now)
    for key in WORDS:
        if getattr(was, key) != getattr(now, key):
            _add(making, name, key, "waiver_changed", was, now)


def _covers(was: Waiver, now: Waiver, every: tuple[str, ...]) -> Iterable[tuple[str, set[str], set[str]]]:
    """What each version covers, by what limits it."""
    both = ("violated", "undecided")
    yield "finding", set(was.finding), set(now.finding)
    yield "state", {was.state} if was.state else set(both), {now.state} if now.state else set(both)
    everywhere = set(every)
    yield "deployments", _where(was, everywhere), _where(now, everywhere)


def _where(waiver: Waiver, everywhere: set[str]) -> set[str]:
    """`any` stands for those that nobody declared yet."""
    return {*everywhere, "any"} if waiver.deployments is None else set(waiver.deployments)


def _add(making: Making, name: str, key: str, type_: str, was: Waiver, now: Waiver) -> None:
    making.add(
        type_, "waivers", name, immaterial(OURS), key=key, attribute=key,
        before=_said(getattr(was, key)), after=_said(getattr(now, key)),
    )  # fmt: skip


def _said(value: object) -> str | tuple[str, ...] | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return tuple(str(one) for one in value)
    if isinstance(value, Mapping):
        return tuple(f"{key}: {inner}" for key, inner in sorted(value.items()))
    return str(value)


def _until(waiver: Waiver) -> str:
    by = f", approved by {waiver.approved_by}" if waiver.approved_by else ""
    return f"until {waiver.expires.isoformat()}, owner {waiver.owner}{by}"

"""supabase/config.toml: the project, who may sign users in, and who sends its mail and text messages.

What is `enabled = false` is off. The file is for the local stack first: who hosts the project is shown by its being
there, its region by nothing in a repository.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import CONFIGURED, DEVELOPMENT, UNTOLD, Sighting
from auditor.evidence.reading import toml_text
from auditor.evidence.reading.tree import Node, Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import Signs, host, trouble

_MESSAGES: Final = {
    "messagebird": "bird",
    "textlocal": "",
    "twilio": "twilio",
    "twilio_verify": "twilio",
    "vonage": "vonage",
}


class SupabaseConfig:
    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return f"/{path}".endswith("/supabase/config.toml")

    def see(self, file: File) -> Iterable[Found]:
        try:
            tree = toml_text.tree(file.text)
        except Unreadable as found:
            return [trouble(file, found)]
        return _shown(Signs(self.who, file, grade_of(file.path)), tree)

    def finish(self) -> Iterable[Found]:
        return ()


def _shown(signs: Signs, tree: Node) -> Iterator[Sighting]:
    named = tree.get("project_id") or tree
    grade = DEVELOPMENT if signs.grade == DEVELOPMENT else CONFIGURED
    yield signs.named("supabase", "config", named.key, "supabase/config.toml", region=UNTOLD, grade=grade)
    for name, function in tree.items("functions"):
        if not _off(function):
            yield signs.named("supabase", "config", function.key, f"functions.{name}")
    for name, provider in tree.items("auth", "external"):
        key = f"auth.external.{name}"
        found = signs.catalog.config(key)
        enabled = provider.get("enabled")
        if enabled is None or not enabled.on:
            continue
        if found is not None:
            yield signs.sighting(found, "config", enabled.key, key)
        else:
            yield signs.stranger(name, "config", enabled.key, key)
        yield from signs.addresses(provider.said("url"), provider.key)
    mail = tree.get("auth", "email", "smtp")
    if mail is not None and not _off(mail):
        yield from _mail(signs, mail.get("host") or mail)
    for name, provider in tree.items("auth", "sms"):
        enabled = provider.get("enabled")
        if name in _MESSAGES and enabled is not None and enabled.on:
            yield from _messages(signs, name, enabled)
    for _, hook in tree.items("auth", "hook"):
        if not _off(hook):
            yield from signs.addresses(hook.said("uri"), hook.key)
    for name, secret in tree.items("edge_runtime", "secrets"):
        yield from signs.variable(name, secret.key)


def _off(node: Node) -> bool:
    enabled = node.get("enabled")
    return enabled is not None and enabled.off


def _mail(signs: Signs, node: Node) -> Iterator[Sighting]:
    name = host(node.text)
    found = signs.catalog.host(name, requested=True) if name else None
    if found is not None:
        yield signs.sighting(found, "config", node.offset, f"auth.email.smtp {name}", setting="smtp")
    elif name and not name.endswith(("localhost", ".local")):
        yield signs.stranger(name, "config", node.offset, f"auth.email.smtp {name}", "smtp")
    elif not name and not node.text.startswith("env("):
        return
    elif not name:
        yield signs.stranger("smtp", "config", node.offset, "auth.email.smtp", "smtp")


def _messages(signs: Signs, name: str, enabled: Node) -> Iterator[Sighting]:
    product = _MESSAGES[name]
    if product in signs.catalog.products:
        yield signs.named(product, "config", enabled.key, f"auth.sms.{name}")
    else:
        yield signs.stranger(name, "config", enabled.key, f"auth.sms.{name}")

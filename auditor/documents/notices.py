"""Notices to customers of what changes: one a vendor and deployment that it touches, to be sent by a person.

With a base they are about what changed since of which customers must still be told; without, about the vendors that are
proposed. Each is written as Markdown, with the entry for the ledger at its end, and as a mail that opens as a draft.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from auditor import __version__
from auditor.audit import Audit
from auditor.changes.letters import Letter, letter_of_vendor, letters
from auditor.changes.records import Compared
from auditor.declarations.organization import Contact
from auditor.documents.files import Asked, File
from auditor.documents.forms.letter import Content
from auditor.documents.forms.message import Message, sections, touching
from auditor.inventory.engaged import reached
from auditor.inventory.sentences import say
from auditor.inventory.stamp import gate
from auditor.text.plain import readable
from auditor.typeset import html, markdown, plain
from auditor.writing.insertion import new_text

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""An address that may stand in the head of a mail: nothing else can be smuggled in there."""
NOBODY: Final = "no-vendor"
"""What stands in the names of files where a notice is about no vendor."""


def files(audit: Audit, asked: Asked) -> Iterator[File]:
    """A notice for each deployment that must be told of a vendor."""
    taken: set[str] = set()
    found = _proposed(audit) if asked.compared is None else _since(audit, asked.compared)
    for message in found:
        if not asked.vendors or not {message.vendor, message.replaces}.isdisjoint(asked.vendors):
            content = Content(audit, message, asked.compared)
            yield from _files(content, _stem(message.vendor or NOBODY, message.deployment, taken))


def _proposed(audit: Audit) -> Iterator[Message]:
    """For each proposed vendor the deployments that it is to get data of."""
    for vendor, declared in audit.workspace.vendors.items():
        if declared.status == "proposed":
            letter = letter_of_vendor(audit.workspace, vendor)
            for deployment in audit.deployments:
                if reached(audit, deployment, vendor) is not None:
                    yield Message(vendor, deployment, (letter,) if letter is not None else ())


def _since(audit: Audit, compared: Compared) -> Iterator[Message]:
    """For each vendor of which customers must still be told, and for what is about none, the deployments that it
    touches: those asked for, and those that are gone."""
    workspace = audit.workspace
    about: dict[str | None, list[Letter]] = {}
    for letter in letters(compared.changes, workspace):
        about.setdefault(letter.vendor, []).append(letter)
    every = len(audit.deployments) == len(workspace.deployments)
    for vendor, found in about.items():
        touched = {name for letter in found for change in letter.changes for name in change.deployments}
        for deployment in sorted(touched):
            if deployment in audit.deployments or (every and deployment not in workspace.deployments):
                parts = (touching(letter, deployment) for letter in found)
                yield Message(vendor, deployment, tuple(part for part in parts if part.changes))


def _stem(vendor: str, deployment: str, taken: set[str]) -> str:
    """What its files are called; ids have dashes too, so that two may come to the same."""
    stem = base = f"notice-{vendor}-{deployment}"
    number = 2
    while stem in taken:
        stem, number = f"{base}-{number}", number + 1
    taken.add(stem)
    return stem


def _files(notice: Content, stem: str) -> Iterator[File]:
    complete = notice.complete
    yield File(f"{stem}.md", "md", lambda: _markdown(notice).encode(), complete)
    yield File(f"{stem}.eml", "eml", lambda: _mail(notice, stem), complete)


def _markdown(notice: Content) -> str:
    text = markdown.render(notice.document())
    if not notice.message.letters:
        return text
    entry = "".join(new_text(section, found) for section, found in sections(notice.message.letters).items())
    longest = max((len(run) for run in re.findall("`+", entry)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{text}\n## {say('notices.ledger')}\n\n{say('notices.about_ledger')}\n\n{fence}yaml\n{entry}{fence}\n"


def _mail(notice: Content, stem: str) -> bytes:
    """The notice as a mail without addressees and day, which a mail program opens as a draft."""
    document = notice.document()
    text, page = plain.render(document), html.render(document)
    digest = hashlib.sha256("\0".join((stem, text, page)).encode()).hexdigest()
    mark = f"{document.mark}: " if document.mark else ""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = readable(f"{mark}{document.title}")
    contact = notice.us.contact if notice.us else None
    email = contact.email if isinstance(contact, Contact) else None
    if isinstance(email, str) and _ADDRESS.fullmatch(email):
        mail["From"] = Address(readable(notice.words.us()), addr_spec=email)
    mail["Message-ID"] = f"<{digest[:32]}@notices.invalid>"
    mail["X-Unsent"] = "1"
    mail["X-Auditor-As-Of"] = notice.audit.workspace.as_of.isoformat()
    mail["X-Auditor-Workspace"] = notice.audit.workspace.digest
    if notice.base is not None:
        mail["X-Auditor-Base"] = notice.base.digest
    mail["X-Auditor-Gate"] = gate(notice.audit)
    mail["X-Auditor-Version"] = __version__
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"notice-{digest[32:]}")
    return mail.as_bytes()

"""Notices to customers that a vendor is to be added: one a vendor and deployment, to be sent by a person.

Each is written as Markdown, with the entry for the ledger at its end, and as a mail that opens as a draft.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Final

from auditor import __version__
from auditor.audit import Audit
from auditor.changes.notice import Prospect, prospect_of_vendor
from auditor.declarations.documents import Page
from auditor.declarations.organization import Contact
from auditor.documents.files import Asked, File
from auditor.documents.forms.processing import about
from auditor.documents.forms.words import Words
from auditor.inventory.engaged import Engaged, reached
from auditor.inventory.known import Known
from auditor.inventory.printed import day
from auditor.inventory.sentences import LANGUAGE, say
from auditor.inventory.stamp import Fields, fields, footer, gate, stamp, title_of, warnings
from auditor.text.plain import readable
from auditor.typeset import html, markdown, plain
from auditor.typeset.blocks import ABSENT, GENERATED, Block, Document, Field, Heading, Paragraph, line
from auditor.writing.insertion import new_text
from auditor.writing.style import Data

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""An address that may stand in the head of a mail: nothing else can be smuggled in there."""


def files(audit: Audit, asked: Asked) -> Iterator[File]:
    """A notice for each deployment that a proposed vendor is to get data of."""
    taken: set[str] = set()
    for vendor, declared in audit.workspace.vendors.items():
        if declared.status != "proposed" or (asked.vendors and vendor not in asked.vendors):
            continue
        for deployment in audit.deployments:
            engaged = reached(audit, deployment, vendor)
            if engaged is not None:
                yield from _files(_Notice(audit, engaged, deployment), _stem(vendor, deployment, taken))


def _stem(vendor: str, deployment: str, taken: set[str]) -> str:
    """What its files are called; ids have dashes too, so that two may come to the same."""
    stem = base = f"notice-{vendor}-{deployment}"
    number = 2
    while stem in taken:
        stem, number = f"{base}-{number}", number + 1
    taken.add(stem)
    return stem


def _files(notice: _Notice, stem: str) -> Iterator[File]:
    complete = notice.complete
    yield File(f"{stem}.md", "md", lambda: _markdown(notice).encode(), complete)
    yield File(f"{stem}.eml", "eml", lambda: _mail(notice, stem), complete)


class _Notice:
    """A notice about a vendor in a deployment: its blocks, and how complete they are."""

    def __init__(self, audit: Audit, vendor: Engaged, deployment: str) -> None:
        self.audit = audit
        self.vendor = vendor
        self.deployment = deployment
        self.us = audit.workspace.organization
        self.words = Words(audit.workspace, audit.workspace.documents.get("page", Page()).print)
        self.name = self.words.vendor(vendor.id)
        self.prospect: Prospect = prospect_of_vendor(audit.workspace, vendor.id)
        self.fields: list[tuple[str, str, Known]] = []
        self.blocks: list[Block] = []
        self._fill()
        self.complete: Fields = fields(audit, self.fields)

    @property
    def declared(self) -> date | None:
        """The first day that is declared, allowed or not."""
        written = self.vendor.vendor.active_from
        return written if isinstance(written, date) else None

    @property
    def effective(self) -> date | None:
        """The day that the notice names: the declared one, never before the earliest that was promised."""
        earliest = self.prospect.earliest
        return earliest if earliest is None or self.declared is None else max(earliest, self.declared)

    @property
    def sent(self) -> date | None:
        """The day it is sent: that of the audit, unless the ledger has it already."""
        return self.prospect.sent if self.prospect.notice is not None else self.audit.workspace.as_of

    def warnings(self) -> tuple[str, ...]:
        found = list(warnings(self.audit))
        earliest = self.prospect.earliest
        if self.declared is not None and earliest is not None and self.declared < earliest:
            found.append(say("notices.too_early", declared=day(self.declared), earliest=day(earliest)))
        if self.prospect.notice is not None:
            found.append(say("notices.told_already", notice=self.prospect.notice))
        return tuple(found)

    def document(self) -> Document:
        return Document(
            title=say("notices.title", us=self.words.us(), vendor=self.name),
            subtitle=title_of(self.audit, self.deployment),
            blocks=tuple(self.blocks),
            mark=say("annex.mark") if self.complete.absent or self.audit.gate_closed else "",
            warnings=self.warnings(),
            stamp=stamp(self.audit, self.complete, (self.deployment,)),
            footer=footer(self.audit),
            language=LANGUAGE,
        )

    def _fill(self) -> None:
        vendor, data = self.vendor, self.vendor.data()
        self.blocks.append(Paragraph(line(say("notices.opening", vendor=self.name))))
        self._field("notices.name", vendor.fact("name"), "name")
        for column in ("legal_name", "address", "country", "relation"):
            self._field(f"columns.{column}", vendor.fact(column), column)
        self._field("columns.purposes", vendor.purposes(), "purposes")
        self._field("columns.data", data, "data")
        self._field("columns.subjects", about(vendor.workspace, data), "subjects")
        self._field("notices.places", vendor.places(), "region")
        self._field("notices.transfer", vendor.transfer(), "transfer")
        self._field("notices.mechanism", vendor.fact("mechanism"), "mechanism")
        self._from()
        self.blocks.append(Heading(2, say("notices.your_choice")))
        self._choice()

    def _field(self, label: str, known: Known, column: str, texts: list[str] | None = None) -> None:
        """A field; `texts` is what is printed of it where that is more than its values."""
        said = texts if texts is not None and not known.missing else self.words.items(known, column)
        state = ABSENT if known.missing else GENERATED
        self.fields.append((self.name, say(label), known))
        self.blocks.append(Field(say(label), (line(", ".join(said)),), state))

    def _from(self) -> None:
        if self.effective is None:
            lacks = ("days",) if self.prospect.days is None else ()
            route = ("organization", "notice", *lacks) if lacks else ("notices", str(self.prospect.notice), "sent")
            self._field("notices.from", Known((), (route,)), "active_from")
            return
        said = "notices.on" if self.effective == self.declared else "notices.not_before"
        self._field("notices.from", Known((self.effective,)), "active_from", [say(said, day=day(self.effective))])

    def _choice(self) -> None:
        authorisation = self._ours("authorisation")
        for word in authorisation.values:
            self.blocks.append(Paragraph(line(say(f"notices.choice.{word}", vendor=self.name))))
        self._field("notices.authorisation", authorisation, "authorisation")
        days = self._ours("objection", "days")
        until = [say("notices.days", days=number) for number in days.values]
        if self.sent is not None:
            ends = [(number, self.sent + timedelta(days=number)) for number in days.values]
            until = [say("notices.until", days=number, day=day(end)) for number, end in ends]
        self._field("notices.window", days, "text", until)
        self._field("notices.remedy", self._ours("objection", "remedy"), "text")
        self._field("notices.how", self._ours("contact", "email"), "text")
        self._field("notices.list", self._ours("website"), "text")

    def _ours(self, *keys: str) -> Known:
        """A fact of ours as it is declared."""
        value: Any = self.us
        for key in keys:
            value = getattr(value, key, None)
        stated = isinstance(value, (str, int))
        return Known((value,)) if stated else Known((), (("organization", *keys),))

    def entry(self) -> str:
        """The entry for the ledger, as YAML."""
        workspace = self.audit.workspace
        base = name = f"{workspace.as_of:%Y-%m}-{self.vendor.id}"
        number = 2
        while name in workspace.notices:
            name, number = f"{base}-{number}", number + 1
        told: dict[str, Data] = {"sent": workspace.as_of, "about": "added", "effective": self.effective or "unknown"}
        told["vendors"] = [self.vendor.id]
        for channel in self._ours("notice", "channel").values:
            told["channel"] = channel
        return new_text("notices", {name: told})


def _markdown(notice: _Notice) -> str:
    text = markdown.render(notice.document())
    if notice.prospect.notice is not None:
        return text
    entry = notice.entry()
    longest = max((len(run) for run in re.findall("`+", entry)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{text}\n## {say('notices.ledger')}\n\n{say('notices.about_ledger')}\n\n{fence}yaml\n{entry}{fence}\n"


def _mail(notice: _Notice, stem: str) -> bytes:
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
    mail["X-Auditor-Gate"] = gate(notice.audit)
    mail["X-Auditor-Version"] = __version__
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    mail.set_boundary(f"notice-{digest[32:]}")
    return mail.as_bytes()

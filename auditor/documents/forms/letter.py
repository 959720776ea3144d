"""A notice to the customers of one deployment: what changes, from when, and what they may do about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from auditor.audit import Audit
from auditor.changes.letters import ADDED, CHANGED, named_day
from auditor.changes.notice import Prospect, prospect, prospect_of_vendor
from auditor.changes.records import Change, Compared
from auditor.declarations.documents import Page
from auditor.documents.forms.changed import PLACES, UNKNOWN_WORD, Telling, name_of
from auditor.documents.forms.message import Message
from auditor.documents.forms.processing import about
from auditor.documents.forms.words import Words
from auditor.findings.finding import WAIVED
from auditor.findings.rate import at_least
from auditor.inventory.engaged import Engaged, anyway
from auditor.inventory.known import Known
from auditor.inventory.printed import day
from auditor.inventory.sentences import LANGUAGE, say
from auditor.inventory.stamp import Fields, fields, footer, stamp, title_of, warnings
from auditor.location import Route
from auditor.typeset.blocks import ABSENT, GENERATED, Block, Document, Field, Heading, Paragraph, line

REPLACED: Final = "replaced"
NOBODY: Final = "nobody"
"""How a notice begins, beside by what happens: where another vendor goes, and where it is about none."""
NOTICE_FACTS: Final = ("notice_days", "notice_channel", "notice_bounced")
"""What a notice settles by being sent."""


class Content:
    """The blocks of a message, and how complete they are."""

    def __init__(self, audit: Audit, message: Message, compared: Compared | None = None) -> None:
        self.audit = audit
        self.message = message
        self.us = audit.workspace.organization
        printed = audit.workspace.documents.get("page", Page()).print
        self.words = Words(audit.workspace, printed)
        self.old = Words(compared.before.workspace, printed) if compared is not None else self.words
        self.base = compared.before.workspace if compared is not None else None
        self.name = self._name()
        self.prospect = self._prospect()
        self.fields: list[tuple[str, str, Known]] = []
        self.blocks: list[Block] = []
        self._fill()
        self.complete: Fields = fields(audit, self.fields)

    def _name(self) -> str:
        vendor = self.message.vendor
        if vendor is None:
            return self.words.us()
        return name_of(self.words if vendor in self.audit.workspace.vendors else self.old, vendor)

    def _prospect(self) -> Prospect:
        if not self.message.letters:
            assert self.message.vendor is not None
            return prospect_of_vendor(self.audit.workspace, self.message.vendor)
        return prospect(self.audit.workspace, None, self.message.vendor)

    @property
    def how(self) -> str:
        """The word by which sentences of it are found."""
        if self.message.vendor is None:
            return NOBODY
        return REPLACED if self.message.replaces is not None else self.message.main

    @property
    def _parts(self) -> dict[str, str]:
        old = self.message.replaces
        return {"vendor": self.name, "us": self.words.us(), "old": name_of(self.old, old) if old is not None else ""}

    @property
    def declared(self) -> date | None:
        """The first day of a new vendor that is declared, allowed or not."""
        vendor = self.audit.workspace.vendors.get(self.message.vendor or "")
        written = vendor.active_from if vendor is not None and self.message.main == ADDED else None
        return written if isinstance(written, date) else None

    @property
    def effective(self) -> date | None:
        """The day that the notice names."""
        if not self.message.letters:
            return named_day(self.audit.workspace, self.message.vendor, self.prospect.earliest)
        days = [letter.effective for letter in self.message.letters]
        return max((found for found in days if found is not None), default=None)

    @property
    def sent(self) -> date | None:
        """The day it is sent: that of the audit, unless the ledger has it already."""
        return self.prospect.sent if self.prospect.notice is not None else self.audit.workspace.as_of

    @property
    def draft(self) -> bool:
        """Is something missing or to be settled before it is sent?"""
        return bool(self.complete.absent) or self.closed_by_more

    @property
    def closed_by_more(self) -> bool:
        """Is the gate closed by more than that this notice was not sent?"""
        if not self.audit.gate_closed:
            return False
        closing = [
            finding for finding in self.audit.findings
            if finding.state != WAIVED and at_least(finding.severity, self.audit.fail_on)
        ]  # fmt: skip
        return not all(
            (finding.section, finding.thing) == ("vendors", self.message.vendor) and finding.attribute in NOTICE_FACTS
            for finding in closing
        )

    def warnings(self) -> tuple[str, ...]:
        found = list(warnings(self.audit)) if self.closed_by_more else []
        earliest = self.prospect.earliest
        if self.declared is not None and earliest is not None and self.declared < earliest:
            found.append(say("notices.too_early", declared=day(self.declared), earliest=day(earliest)))
        if self.prospect.notice is not None:
            found.append(say("notices.told_already", notice=self.prospect.notice))
        return tuple(found)

    def document(self) -> Document:
        compared = ((say("stamp.compared"), self.base.digest),) if self.base is not None else ()
        return Document(
            title=say(f"notices.title.{self.how}", **self._parts),
            subtitle=self._title(),
            blocks=tuple(self.blocks),
            mark=say("annex.mark") if self.draft else "",
            warnings=self.warnings(),
            stamp=(*stamp(self.audit, self.complete, (self.message.deployment,)), *compared),
            footer=footer(self.audit),
            language=LANGUAGE,
        )

    def _title(self) -> str:
        """What the deployment is called; one that is gone, what it was called."""
        here = self.message.deployment in self.audit.workspace.deployments
        entries = self.base.deployments if self.base is not None and not here else {}
        gone = entries.get(self.message.deployment)
        return gone.title if gone is not None else title_of(self.audit, self.message.deployment)

    def _fill(self) -> None:
        self.blocks.append(Paragraph(line(say(f"notices.opening.{self.how}", **self._parts))))
        vendor, main = self._engaged(), self.message.main
        if vendor is not None:
            self._vendor(vendor, main)
        elif self.message.vendor is not None:
            self._gone(self.message.vendor)
        letters = self.message.letters
        told = [change for letter in letters if main == CHANGED or letter.about != main for change in letter.changes]
        if told:
            self.blocks.append(Heading(2, say("notices.what_changes" if main == CHANGED else "notices.what_else")))
        self._changes(told)
        if vendor is not None and main == CHANGED and any(map(_moves, told)):
            self.blocks.append(Heading(2, say("notices.then")))
            self._places(vendor)
        if told:
            self.blocks.append(Heading(2, say("notices.when")))
        self._from()
        self.blocks.append(Heading(2, say("notices.your_choice")))
        self._choice()

    def _engaged(self) -> Engaged | None:
        """The vendor in the deployment, or, where that is gone, in one that is left; None where it is nobody's vendor
        any more, or the notice is about none."""
        name, left = self.message.vendor, self.audit.workspace.deployments
        declared = self.audit.workspace.vendors.get(name) if name is not None else None
        if name is None or declared is None or declared.status == "retired":
            return None
        return anyway(
            self.audit, self.message.deployment if self.message.deployment in left else next(iter(left)), name
        )

    def _vendor(self, vendor: Engaged, main: str) -> None:
        """Who it is; of one that comes, all that it gets."""
        self._field("notices.name", vendor.fact("name"), "name")
        for column in ("legal_name", "address", "country", "relation"):
            if main == ADDED or column in ("legal_name", "relation"):
                self._field(f"columns.{column}", vendor.fact(column), column)
        if vendor.given_by and not vendor.flows:
            self._field("annex.engaged_by", Known(vendor.given_by), "subprocessors")
        if main == ADDED:
            data = vendor.data()
            self._field("columns.purposes", vendor.purposes(), "purposes")
            self._field("columns.data", data, "data")
            self._field("columns.subjects", about(vendor.workspace, data), "subjects")
            self._places(vendor)

    def _places(self, vendor: Engaged) -> None:
        self._field("notices.places", vendor.places(), "region")
        self._field("notices.transfer", vendor.transfer(), "transfer")
        self._field("notices.mechanism", vendor.fact("mechanism"), "mechanism")

    def _gone(self, vendor: str) -> None:
        """Whom nobody uses any more, and what it got."""
        found = next((change for change in self.message.changes if change.type == "vendor_removed"), None)
        workspace = self.base if self.base is not None else self.audit.workspace
        declared = workspace.vendors.get(vendor) or self.audit.workspace.vendors.get(vendor)
        legal = declared.legal_name if declared is not None else None
        self._was("notices.name", (self.name,), "name")
        self._was("columns.legal_name", (legal if isinstance(legal, str) else UNKNOWN_WORD,), "legal_name")
        if found is not None:
            self._was("notices.got", found.data, "data")
            self._was("notices.was_used_for", found.purposes or (UNKNOWN_WORD,), "purposes")

    def _was(self, label: str, values: Iterable[str], column: str) -> None:
        """A field of the older revision: what is not known of that is printed, and never asked for again."""
        every = tuple(values)
        missing: tuple[Route, ...] = (("vendors", str(self.message.vendor)),) if UNKNOWN_WORD in every else ()
        said = self.old.items(Known(tuple(word for word in every if word != UNKNOWN_WORD), missing), column)
        self.blocks.append(Field(say(label), (line(", ".join(said)),), ABSENT if missing else GENERATED))

    def _changes(self, changes: Iterable[Change]) -> None:
        telling = Telling(self.old, self.words)
        for change in changes:
            told = telling.told(change)
            self.fields.append((self.name, told.label, told.known))
            state = ABSENT if told.known.missing else GENERATED
            self.blocks.append(Field(told.label, tuple(line(text) for text in told.lines), state))

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
            self.blocks.append(Paragraph(line(say(f"notices.choice.{word}.{self.how}", **self._parts))))
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


def _moves(change: Change) -> bool:
    """Does it change where data gets to?"""
    return change.type == "region_changed" or change.attribute in PLACES or change.type == "subprocessor_added"

"""What the page says where nobody wrote its passages: what is not used, and how changes are told."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.audit import Audit
from auditor.declarations.organization import Contact, Notice, Objection
from auditor.inventory.bans import Ban, bans
from auditor.inventory.sentences import say

NOT_USED = "not_used"
CHANGES = "changes"


def passages(audit: Audit) -> Iterator[tuple[str, list[str]]]:
    """Each passage by its id, with its sentences; none that would say nothing."""
    for name, texts in ((NOT_USED, [banned(ban) for ban in bans(audit)]), (CHANGES, _changes(audit))):
        if texts:
            yield name, texts


def banned(ban: Ban) -> str:
    """A ban as the page prints it: what its rule is called, and the products that it names."""
    return say("page.ban", title=ban.title, products=", ".join(ban.products)) if ban.products else ban.title


def _changes(audit: Audit) -> list[str]:
    us = audit.workspace.organization
    if us is None:
        return []
    texts = []
    if isinstance(us.notice, Notice) and isinstance(us.notice.days, int):
        channel = us.notice.channel if isinstance(us.notice.channel, str) else None
        said = "page.notice_by" if channel else "page.notice"
        texts.append(say(said, days=us.notice.days, channel=channel))
    if isinstance(us.objection, Objection):
        if isinstance(us.objection.days, int):
            texts.append(say("page.objection", days=us.objection.days))
        if isinstance(us.objection.remedy, str):
            texts.append(us.objection.remedy)
    if isinstance(us.contact, Contact) and isinstance(us.contact.email, str):
        texts.append(say("page.contact", email=us.contact.email))
    return texts

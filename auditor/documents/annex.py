"""The annexes of the data-processing agreement, instrument by instrument, and the schedule with the agreed list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, NamedTuple

from auditor.audit import Audit
from auditor.documents.files import Asked, File
from auditor.documents.forms import article28, scc, schedule
from auditor.documents.forms.form import Form
from auditor.inventory.engaged import Engaged, engaged
from auditor.inventory.sentences import LANGUAGE, say, template
from auditor.inventory.stamp import Fields, footer, stamp, title_of, warnings
from auditor.typeset import docx, html, markdown, pdf
from auditor.typeset.blocks import Block, Bullets, Document, Heading, Paragraph, line


class Instrument(NamedTuple):
    """A document for each deployment: what its files are called, its section of sentences, and who fills it in."""

    stem: str
    section: str
    fill: Callable[[Form, list[Engaged]], None]


INSTRUMENTS: Final = (
    Instrument("annex-2021-914", "scc", scc.fill),
    Instrument("annex-2021-915", "article28", article28.fill),
    Instrument("schedule", "schedule", schedule.fill),
)


def files(audit: Audit, asked: Asked) -> Iterator[File]:
    """Every instrument for every deployment audited, in every format."""
    for stem, document, complete in documents(audit, asked):
        yield from _files(stem, document, complete, audit.workspace.as_of)


def documents(audit: Audit, asked: Asked) -> Iterator[tuple[str, Document, Fields]]:
    """The documents, each with what its files are called, and how complete it is."""
    for deployment in audit.deployments:
        vendors = engaged(audit, deployment)
        for instrument in INSTRUMENTS:
            form = Form(audit, deployment, asked.customer)
            instrument.fill(form, vendors)
            yield f"{instrument.stem}-{deployment}", _document(form, instrument), form.complete()


def _files(stem: str, document: Document, complete: Fields, as_of: date) -> Iterator[File]:
    yield File(f"{stem}.md", "md", lambda: markdown.render(document).encode(), complete)
    yield File(f"{stem}.html", "html", lambda: html.render(document).encode(), complete)
    yield File(f"{stem}.docx", "docx", lambda: docx.render(document, as_of), complete)
    yield File(f"{stem}.pdf", "pdf", lambda: pdf.render(document, as_of), complete)


def _document(form: Form, instrument: Instrument) -> Document:
    complete = form.complete()
    draft = (say("annex.draft", count=complete.total - complete.stated),) if complete.absent else ()
    return Document(
        title=say(f"{instrument.section}.title"),
        subtitle=say("annex.subtitle", us=form.words.us(), deployment=title_of(form.audit, form.deployment)),
        blocks=(*form.blocks, *_missing(complete)),
        mark=say("annex.mark") if complete.absent else "",
        warnings=(*draft, *warnings(form.audit)),
        stamp=stamp(form.audit, complete, (form.deployment,)),
        footer=footer(form.audit),
        language=LANGUAGE,
        paging=template("stamp.paging"),
        unshown=template("stamp.unshown"),
        parted=instrument.stem.startswith("annex"),
    )


def _missing(complete: Fields) -> Iterator[Block]:
    """The fields that are not stated, by what they are about, each with the place where one would declare it."""
    if not complete.absent:
        return
    yield Heading(2, say("annex.missing"))
    yield Paragraph(line(say("annex.about_missing")))
    for thing in dict.fromkeys(absent.thing for absent in complete.absent):
        yield Heading(3, thing)
        yield Bullets(
            tuple(
                line(
                    say(
                        "annex.declare",
                        field=absent.field,
                        place=f"{absent.location.file}:{absent.location.line}" if absent.location else "dataflows",
                        route="/".join(map(str, absent.route)),
                    )
                )
                for absent in complete.absent
                if absent.thing == thing
            )
        )

"""Pages and templates: what a browser that shows them loads, and from whom. A link proves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.csp import read_policy
from auditor.evidence.notes import LIMIT, Notes
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found
from auditor.evidence.script_reading import read_script

_SUFFIXES: Final = (
    ".html", ".htm", ".xhtml", ".ejs", ".erb", ".jinja", ".jinja2", ".j2", ".njk", ".hbs", ".handlebars", ".mustache",
    ".liquid", ".twig", ".php", ".phtml", ".vue", ".svelte", ".astro", ".cshtml", ".jsp", ".heex", ".eex", ".haml",
    ".mdx", ".tpl", ".latte", ".gohtml", ".ftl", ".mako",
)  # fmt: skip
_TAG: Final = re.compile(
    r"<!--(?!\[if)|<%#|\{#|\{%-?\s*comment|<(script|img|iframe|link|meta|form|embed|object|source|amp-pixel|Script)\b",
    re.IGNORECASE,
)
_ENDS: Final = {"<!--": "-->", "<%#": "%>", "{#": "#}"}
_ATTRIBUTE: Final = re.compile(r"([:@\w.-]{1,60})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))|(>)")
_LONGEST: Final = 10_000
"""No tag is longer; what looks like one is not."""
_CLOSE: Final = re.compile(r"</script", re.IGNORECASE)
_FRONT: Final = re.compile(r"\A---\n(.*?)\n---", re.DOTALL)
_FETCHED: Final = frozenset(["stylesheet", "preload", "prefetch", "modulepreload", "prerender", "icon", "manifest"])
_WEAK: Final = frozenset(["preconnect", "dns-prefetch"])


class Markup:
    """Scripts, frames, pictures, styles, policies and snippets in pages, and the scripts of components."""

    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return path.endswith(_SUFFIXES)

    def see(self, file: File) -> Iterator[Found]:
        notes = Notes(file, self.who)
        _Page(notes, min(len(file.text), LIMIT)).read()
        yield from notes.found
        yield from notes.cut(LIMIT)

    def finish(self) -> Iterable[Found]:
        return ()


class _Page:
    def __init__(self, notes: Notes, stop: int) -> None:
        self.notes, self.text, self.stop = notes, notes.file.text, stop

    def read(self) -> None:
        at = 0
        unended: set[str] = set()  # what never comes again need not be looked for again
        front = _FRONT.match(self.text, 0, self.stop) if self.notes.file.path.endswith(".astro") else None
        if front is not None:
            read_script(self.notes, front.start(1), front.end(1))
            at = front.end()
        while (found := _TAG.search(self.text, at, self.stop)) is not None:
            end = _ENDS.get(found[0])
            if found[1] is None:
                close = -1 if end is None or end in unended else self.text.find(end, found.end(), self.stop)
                if close < 0 and end is not None:
                    unended.add(end)
                at = found.end() if close < 0 else close
            else:
                at = self._tag(found[1].lower(), found.end())

    def _tag(self, name: str, at: int) -> int:
        """Read a tag and, of a script, what it holds. Returns where to go on."""
        held: dict[str, tuple[str, int]] = {}
        limit = min(self.stop, at + _LONGEST)
        for found in _ATTRIBUTE.finditer(self.text, at, limit):
            at = found.end()
            if found[5]:
                break
            group = next(number for number in (2, 3, 4) if found[number] is not None)
            held.setdefault(found[1].lower().lstrip(":"), (found[group], found.start(group)))
            if found[1].startswith("data-"):
                self.notes.add(self.notes.who.config(found[1]), "config", found[1], found.start(1))
        self._loaded(name, held)
        if name != "script" or self.text[at - 2 : at] == "/>":
            return at
        return self._script(held, at)

    def _script(self, held: dict[str, tuple[str, int]], at: int) -> int:
        close = _CLOSE.search(self.text, at, self.stop)
        end = close.start() if close else self.stop
        if held.get("type", ("",))[0] not in ("application/ld+json", "text/x-template", "application/json"):
            read_script(self.notes, at, end)
        return end + 8

    def _loaded(self, name: str, held: dict[str, tuple[str, int]]) -> None:
        if name == "meta":
            content = held.get("content")
            if content and held.get("http-equiv", ("",))[0].lower() == "content-security-policy":
                read_policy(self.notes, *content)
        elif name == "link":
            self._link(held)
        elif name == "form":
            self._address(held.get("action"), requested=True)
        else:
            self._address(held.get("src") or held.get("data-src"), requested=self._is_asked(name, held))

    def _link(self, held: dict[str, tuple[str, int]]) -> None:
        relations = frozenset(held.get("rel", ("",))[0].lower().split())
        if relations & _FETCHED:
            self._address(held.get("href"), requested=True)
        elif relations & _WEAK and "href" in held:
            value, place = held["href"]
            answer = self.notes.who.url(value, requested=True)
            if answer is not None:
                self.notes.add(answer[0], "host", answer[1], place, weak=True)

    def _is_asked(self, name: str, held: dict[str, tuple[str, int]]) -> bool:
        """A picture at somebody unknown is a picture; one of a pixel's size is there to tell of its reader."""
        sizes = {held[key][0].rstrip("px") for key in ("width", "height") if key in held}
        return name not in ("img", "source") or sizes == {"1"} or sizes == {"0"}

    def _address(self, attribute: tuple[str, int] | None, *, requested: bool) -> None:
        if attribute is None:
            return
        value, place = attribute
        bare = value.strip().replace("{{", "{").replace("}}", "}")
        bare = re.sub(r"<%=?[^%]{0,80}%>", "{}", bare[:600])
        if "//" in bare[:12]:
            self.notes.url(bare, place, requested=requested)

"""Who is behind a name that code says: a product of the catalog, or somebody whom it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from auditor.vocabulary.catalog import PAGES, PUBLIC, Catalog, Found

MEMORY: Final = 50_000
"""How many answers are remembered: a scan of any size needs the same memory."""

_PROOFS: Final = frozenset(["SECRET", "TOKEN", "DSN", "APIKEY", "ACCESSKEY", "PAT"])
_KEYS: Final = frozenset(["API", "ACCESS", "SECRET", "PRIVATE", "LICENSE", "LICENCE", "WRITE", "CLIENT", "APP", "AUTH"])
"""`_KEY` alone may be a key of anything; behind one of these words it opens somebody's door."""
_TAIL: Final = (
    _PROOFS | _KEYS | {"KEY", "BEARER", "BOT", "ID", "PUBLIC", "READ", "REFRESH", "SIGNING", "USER", "WEBHOOK"}
)
_OWN_SECRETS: Final = frozenset((
    "COOKIE", "CRON", "CSRF", "DRAFT", "ENCRYPT", "ENCRYPTION", "HASH", "JWT", "NEXTAUTH", "PREVIEW", "REVALIDATE",
    "REVALIDATION", "SALT", "SESSION",
))  # fmt: skip
"""A secret with one of these words is made at home: it opens nothing at anybody else."""
_GENERIC: Final = frozenset((
    "ACCESS", "ACCOUNT", "ACTION", "ADMIN", "API", "APP", "AUTH", "BACKEND", "BASE", "BETTER", "BOT", "BUILD",
    "CACHE", "CI", "CLIENT", "CONFIRMATION", "CSP", "CUSTOMER", "DATA", "DATABASE", "DB", "DEBUG", "DEFAULT",
    "DEPLOY", "DEV", "DEVICE", "DJANGO", "EMAIL", "ENV", "EXTERNAL", "FLASK", "FRONTEND", "HEALTH", "HTTP", "HTTPS",
    "INTERNAL", "INVITATION", "INVITE", "KEY", "KEYS", "LARAVEL", "LOCAL", "LOGIN", "MAIL", "MASTER", "ME",
    "METRICS", "MY", "NEXT", "NODE", "OAUTH", "OIDC", "PASSWORD", "PG", "POSTGRES", "PRIVATE", "PROD", "PRODUCTION",
    "PUBLIC", "RAILS", "REDIS", "REFRESH", "RESET", "ROOT", "SAML", "SECRET", "SECURITY", "SERVER", "SERVICE",
    "SIGNING", "SITE", "SMTP", "SSO", "STAGING", "SYSTEM", "TEST", "TOKEN", "TOTP", "URL", "USER", "VERIFICATION",
    "VERIFY", "WEB", "WEBHOOK", "WORKER",
))  # fmt: skip
"""A name made of these words alone says nobody's name."""

_NAME: Final = re.compile(r"[A-Z_][A-Z0-9_]{2,99}\Z")
_HOST: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]\Z")
_PLACEHOLDER: Final = re.compile(r"\$\{[^}]*\}|\{[^}]*\}|%\([a-z_]+\)s|%s|<[^>]*>|#\{[^}]*\}|\$[A-Za-z_]\w*|\x00")
_PREFIX: Final = re.compile(r"(?<=//)(?:\$\{[^}]*\}|\{[^}]*\}|%s)-")
"""A region or an account that is filled in before the name of a service: `{region}-service.…`."""
_SCHEME: Final = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}:)?//", re.IGNORECASE)
_NOBODY: Final = re.compile(
    r"(?:^|\.)(?:localhost|local|localdomain|internal|invalid|test|example|lan|home|corp|svc|arpa|onion)\Z"
    r"|(?:^|\.)example\.(?:com|org|net|io|dev|co)\Z|(?:^|\.)(?:your|my)[-_]?[\w-]*\.(?:com|org|net|io|dev|co|app)\Z"
    r"|(?:^|\.)(?:bar|company|domain|foo|host|hostname|mycompany|mysite|service|site|website)\.(?:com|org|net)\Z"
    r"|\.(?:js|ts|tsx|jsx|py|rb|go|php|html?|json|css|md|ya?ml|png|jpe?g|svg)\Z",
)
"""Hosts that nobody outside answers for, and names of files that look like one."""
_PROGRAMS: Final = re.compile(r"(?:[\w-]*api\d?|api-[\w-]*|rpc|ingest|collector?|hooks|webhooks?|telemetry|graphql)\Z")
_MAIL: Final = re.compile(r"(?:email-)?smtp[\w-]*\Z")
_CALLED: Final = re.compile(
    r"//[^/?#\s]{1,200}/(?:(?:[\w-]{1,40}/)?api/v\d{1,2}(?:[/?]|\Z)|api/[\w/.-]{0,80}\?[^\s#]{0,80}=(?:\$?\{|%s))"
)
"""Addresses of an interface by their path: it has a version, or what is asked for is filled in."""
_NAMESPACES: Final = (
    "w3.org", "schema.org", "json-schema.org", "schemastore.org", "xmlsoap.org", "openxmlformats.org", "purl.org",
    "ogp.me", "sitemaps.org", "opengis.net", "ns.adobe.com", "schemas.microsoft.com", "xml.org", "oasis-open.org",
    "docbook.org", "inkscape.org", "sodipodi.sourceforge.net", "iana.org", "ietf.org", "rfc-editor.org", "spdx.org",
    "jspm.io", "reactjs.org", "react.dev", "mozilla.org", "relaxng.org", "itunes.com", "xmlns.com", "a9.com",
    "search.yahoo.com", "activitystrea.ms", "w3id.org", "fb.me", "goo.gl", "bit.ly", "tools.ietf.org",
    "creativecommons.org", "opensource.org", "apache.org", "gnu.org", "unlicense.org", "openid.net",
    "specs.openid.net",
)  # fmt: skip
"""Hosts whose addresses are names: nobody asks them for anything."""


_SNIPPET: Final = re.compile(r"(?!auth\.external|r2_buckets)[A-Za-z_$][\w$]*(?:\.[\w$]+)*\Z")


class Who(NamedTuple):
    """A product by its id, or None; then `name` says who. `region` where the name shows one."""

    product: str | None
    name: str
    region: str | None = None


class Recipients:
    """Answers who is meant, from the catalog and from what is our own: `own` holds our domains, and words that our
    variables begin with."""

    def __init__(self, catalog: Catalog, own: Iterable[str] = ()) -> None:
        self.catalog = catalog
        own = [word.lower().removeprefix("www.") for word in own]
        self._domains = tuple(word for word in own if "." in word)
        self._words = frozenset(word.upper() for word in own if "." not in word)
        self._known: dict[tuple[str, ...], Who | None] = {}

    def package(self, ecosystem: str, name: str) -> Who | None:
        """The product that a package belongs to; most packages are nobody's."""
        return self._once(("package", ecosystem, name))

    def module(self, language: str, name: str) -> Who | None:
        """The product behind an import."""
        return self._once(("module", language, name))

    def env(self, name: str) -> Who | None:
        """Whose variable this is: a product's, or, of a credential, somebody's whom its first words name."""
        return self._once(("env", name))

    def config(self, key: str) -> Who | None:
        """The product whose script or configuration has this name."""
        return self._once(("config", key))

    def host(self, name: str, *, requested: bool) -> Who | None:
        """Who answers at a host, `*.` in front for all below it. Somebody unknown counts only where requests go."""
        return self._once(("requested" if requested else "host", name.lower().rstrip(".")))

    def url(self, text: str, *, requested: bool) -> tuple[Who, str] | None:
        """Who answers at an address, and the host in it. A placeholder (`${x}`, `{}`, `%s`) may be part of it."""
        host = host_of(text)
        if host is None:
            return None
        who = None if host.startswith("*.") else self._once(("url", f"//{host}{_path(text)}"))
        if who is None and host.startswith("*.") and (plain := host_of(_PREFIX.sub("", text[:600], count=1))):
            known = self.host(plain, requested=False)
            who = known if known is not None and known.product is not None else None
        who = who or self.host(host, requested=requested or _is_interface(host, text))
        return None if who is None else (who, host)

    def bare(self, name: str) -> Who | None:
        """The product that answers at a host which stands alone, with its scheme elsewhere: only a host whose first
        label says that programs ask it. `www.x.com` alone may be in any list."""
        name = name.lower()
        first = name.partition(".")[0]
        if not (_PROGRAMS.match(first) or _MAIL.match(first)) or not _HOST.match(name):
            return None
        who = self.host(name, requested=True)
        return who if who is not None and who.product is not None else None

    @cached_property
    def snippets(self) -> re.Pattern[str]:
        """The names of vendors' scripts that code in pages calls or sets."""
        names = sorted(self._snippets, key=lambda key: (-len(key), key))
        return re.compile(f"(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?![\\w$])")

    @cached_property
    def snippet_words(self) -> frozenset[str]:
        """The words that these names begin with: where none of them stands, no name does."""
        return frozenset(name.partition(".")[0] for name in self._snippets)

    @cached_property
    def _snippets(self) -> list[str]:
        keys = {key for product in self.catalog.products.values() for key in product.signals.get("config", ())}
        return [key for key in keys if _SNIPPET.match(key)]

    def _once(self, asked: tuple[str, ...]) -> Who | None:
        if asked not in self._known:
            if len(self._known) >= MEMORY:
                self._known.clear()
            self._known[asked] = self._answer(*asked)
        return self._known[asked]

    def _answer(self, kind: str, name: str, more: str = "") -> Who | None:
        match kind:
            case "package":
                return _product(self.catalog.package(name, more))
            case "module":
                return _product(self.catalog.module(name, more))
            case "env":
                first, _, rest = name.partition("_")
                ours = first in self._words and bool(rest)
                return _product(self.catalog.env(rest if ours else name)) or self._credential(name)
            case "config":
                return _product(self.catalog.config(name))
            case "url":
                ours = _is_below(name.removeprefix("//").partition("/")[0], self._domains)
                return None if ours else _product(self.catalog.url(name))
        if _is_below(name.removeprefix("*."), self._domains):
            return None  # ours, also where we are somebody's product
        known = _product(self.catalog.host(name, requested=kind == "requested"))
        return known or self._unknown_host(name, requested=kind == "requested")

    def _unknown_host(self, name: str, *, requested: bool) -> Who | None:
        bare = name.removeprefix("*.")
        if not _HOST.match(bare) or _NOBODY.search(bare) or _is_below(bare, _NAMESPACES):
            return None
        tracker = self.catalog.tracker(name)
        if tracker is not None and requested:
            return Who(None, tracker.name)
        return Who(None, name) if requested else None

    def _credential(self, name: str) -> Who | None:
        """Of a name like `ACME_API_KEY`, the words before those that say that it is a credential."""
        bare = next((name.removeprefix(prefix) for prefix in PUBLIC if name.startswith(prefix)), name)
        words = [word for word in bare.split("_") if word]
        if not _NAME.match(name) or len(words) < 2 or not _is_credential(words):
            return None
        while words and words[-1] in _TAIL:
            words.pop()
        if any(word in _OWN_SECRETS for word in words) or all(word in _GENERIC or word.isdigit() for word in words):
            return None
        return None if words[0] in self._words else Who(None, "_".join(words))


def host_of(text: str) -> str | None:
    """The host of an address that begins with `//` or a scheme; `*.` stands for labels that are not known."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return None
    rest = re.split(r"[/?#\s\\]", _PLACEHOLDER.sub("\x00", text[scheme.end() : scheme.end() + 600]), maxsplit=1)[0]
    host = rest.rpartition("@")[2].partition(":")[0].lower().rstrip(".")
    if "\x00" in host or host.startswith("*."):
        host = host.rpartition("\x00")[2].lstrip("*")
        if not host.startswith("."):  # the unknown part runs into a label: `x-${a}y.acme.io`
            host = "." + host.partition(".")[2]
        host = "*" + host
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:  # no name that DNS could ask for
            return None
    return host if _HOST.match(host.removeprefix("*.")) else None


def _is_interface(host: str, text: str) -> bool:
    """Whether an address is one that programs ask, wherever it stands."""
    first = host.removeprefix("*.").partition(".")[0]
    if _CALLED.search(text[:600]) is not None:
        return first not in PAGES or first == "www"
    return first not in PAGES and _PROGRAMS.match(first) is not None


def _path(text: str) -> str:
    """What follows the host in an address."""
    try:
        parts = urlsplit(text[:600])
    except ValueError:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _product(found: Found | None) -> Who | None:
    return None if found is None else Who(found.product.id, found.product.name, found.region)


def _is_below(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _is_credential(words: list[str]) -> bool:
    if words[-1] == "ID" and len(words) > 2 and words[-2] in ("KEY", "ACCESS"):
        return True
    return words[-1] in _PROOFS or (words[-1] == "KEY" and words[-2] in _KEYS)

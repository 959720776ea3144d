"""What gives a product away, by kind of signal: each is a list of words in the form in which it is compared."""

import re
from typing import Annotated

from auditor.declarations.shape import Declared, Reads, reads, wrong
from auditor.vocabulary.places import NotAPlace, place, provider_regions
from auditor.vocabulary.products import REGION

_LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})+"
_PATTERN = rf"(?:{_LABEL}\.)*[a-z0-9-]*{re.escape(REGION)}[a-z0-9-]*(?:\.{_LABEL}){{2,}}"
_SHARED = (
    "co.uk", "com.au", "co.in", "co.jp", "com.br", "com.cn", "github.io", "amazon.com", "google.com", "microsoft.com",
)  # fmt: skip
"""Suffixes with more than one label under which there are hosts of anybody, or of very many products."""


def _written(pattern: str, what: str, hint: str) -> Reads:
    """A check that a word has the form of a signal. The pattern is compiled when it is first asked: few runs ask."""

    def check(value: object) -> object:
        if not isinstance(value, str):
            raise wrong(f"expected {what}")
        if not re.fullmatch(pattern, value):
            raise wrong(f"`{value}` is not {what}", hint)
        return value

    return reads(check, "text")


def _host(value: object) -> object:
    if not isinstance(value, str):
        raise wrong("expected a host")
    if not re.fullmatch(_HOST, value):
        raise wrong(f"`{value}` is not a host", "lower case, two labels at least, no `*`: hosts below it are meant too")
    if value in _SHARED:
        raise wrong(f"too many products have hosts below `{value}`", "name the hosts of this one")
    return value


def _where(value: object) -> object:
    if not isinstance(value, str):
        raise wrong("expected a place, or a provider of regions")
    if provider_regions(value):
        return value
    try:
        return place(value).word
    except NotAPlace as error:
        raise wrong(str(error), f"{error.hint}, or a provider alone", error.word, error.candidates) from None


Host = Annotated[str, reads(_host, "text")]
UrlStart = Annotated[
    str, _written(rf"(?:{_HOST})?(?:/[^\s/?#]+)+(?:\?\S+)?", "the beginning of an address", "host/path, or /path")
]
NpmName = Annotated[
    str,
    _written(
        r"@[\w.-]+/(?:\*|[\w.-]+(?:/[\w.-]+)*)|[\w-][\w.-]*(?:/[\w.-]+)*",
        "a package of npm",
        "its name, package/path for what is imported below one, or @scope/* for all of a scope",
    ),
]
PypiName = Annotated[
    str, _written("[a-z0-9]+(?:-[a-z0-9]+)*", "a package of PyPI", "lower case, with `-` in place of `_` and `.`")
]
ModuleName = Annotated[str, _written(r"[A-Za-z_]\w*(?:\.\w+)*", "a module of Python", "name, or name.below")]
GoPath = Annotated[
    str, _written(r"[\w-]+(?:\.[\w-]+)+(?:/[\w.~-]+)*", "a module of Go", "host/path, without a version")
]
GemName = Annotated[str, _written(r"[\w.-]+", "a gem", "its name")]
ComposerName = Annotated[str, _written(r"[\w.-]+/[\w.-]+", "a package of Composer", "vendor/name")]
ResourceType = Annotated[
    str, _written("(?=.{4})[a-z][a-z0-9-]*_[a-z0-9_]*", "a resource type", "the type, or how it begins, with the `_`")
]
Variable = Annotated[
    str, _written(r"(?=.{4})[A-Z][A-Za-z0-9_]*", "a variable", "its name, or how it begins; four letters at least")
]
ActionName = Annotated[
    str, _written(r"[\w.-]+/(?:\*|[\w.-]+)", "an action", "owner/name, or owner/* for all of an owner")
]
CommandStart = Annotated[str, _written(r"[\w.-]+(?: [\w.-]+){0,2}", "a command", "its first words, three at most")]
ImageName = Annotated[
    str, _written(r"[\w.-]+(?:/[\w.-]+)*(?:/\*)?", "a container image", "without its tag; owner/* for all of an owner")
]
FilePath = Annotated[str, _written(r"[\w.-]+(?:/[\w.-]+)*", "a file", "its name, or folder/name")]
ConfigKey = Annotated[str, _written(r"\S+", "a key", "one word")]
RegionHost = Annotated[
    str, _written(rf"{_HOST}|{_PATTERN}", "a host", f"a host, or one with `{REGION}` for the region code in it")
]
RegionOf = Annotated[str, reads(_where, "text")]


class Signals(Declared):
    """What gives a product away."""

    hosts: tuple[Host, ...] = ()
    """Its hosts. Those below them are meant too."""
    urls: tuple[UrlStart, ...] = ()
    """How its addresses begin, where the host does not tell; `*` is one segment of the path."""
    npm: tuple[NpmName, ...] = ()
    """Its packages of npm; `@scope/*` for all of a scope, `package/path` for what is imported below one."""
    pypi: tuple[PypiName, ...] = ()
    """Its packages of PyPI."""
    python: tuple[ModuleName, ...] = ()
    """Its modules of Python. Those below them are meant too."""
    go: tuple[GoPath, ...] = ()
    """Its modules of Go. Packages and versions below them are meant too."""
    rubygems: tuple[GemName, ...] = ()
    """Its gems."""
    composer: tuple[ComposerName, ...] = ()
    """Its packages of Composer."""
    terraform: tuple[ResourceType, ...] = ()
    """Its resource types of Terraform, or how they begin, with the `_`."""
    env: tuple[Variable, ...] = ()
    """Its variables, or how they begin, with the `_`; without what a framework puts before the name."""
    actions: tuple[ActionName, ...] = ()
    """Its actions in workflows; `owner/*` for all of an owner."""
    commands: tuple[CommandStart, ...] = ()
    """How its commands begin."""
    images: tuple[ImageName, ...] = ()
    """Its container images, without a tag."""
    files: tuple[FilePath, ...] = ()
    """The files that configure it."""
    config: tuple[ConfigKey, ...] = ()
    """Keys of configurations, and names that its script uses in a page."""

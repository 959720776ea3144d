"""How names in Python tell what stands behind them: what asks, what is only shown, what settings load."""

from __future__ import annotations

import ast
import re
from typing import Final

VARIABLE: Final = re.compile(r"[A-Z_][A-Z0-9_]{2,99}\Z")
FIELD: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_]{2,99}\Z")
CLASS: Final = re.compile(r"[a-z_]\w*(?:\.\w+)*\.[A-Z]\w+\Z")
"""The dotted path of a class, by which settings name what is to be loaded."""
LOADED: Final = re.compile(r"(?:\w*_)?(?:APPS|BACKENDS?|MIDDLEWARE)\Z")
PATH: Final = re.compile(r"[a-z_]\w*(?:\.\w+){0,9}\Z")
"""What is listed under such a name is loaded: the dotted path of a module."""
BARE: Final = re.compile(r"[a-z][\w-]{1,30}(?:\.[a-z0-9-]{1,63}){1,6}(?=/|\Z)")
SETTINGS_FILE: Final = re.compile(r"(?:^|/)(?:[\w-]*settings[\w-]*|[\w-]*config[\w-]*)(?:/[\w/]+)?\.py\Z")
PROVIDERS: Final = re.compile(r"(?:SOCIALACCOUNT|OAUTH|SOCIAL_AUTH)_PROVIDERS\Z")
SEND_NAME: Final = re.compile(
    r"(?:API|BASE|ENDPOINT|INGEST|WEBHOOK|BACKEND|SERVER|TELEMETRY|PREFIX|(?:AUTH|POST|TOKEN)_UR[IL])", re.I
)
COMPARES: Final = frozenset(("startswith", "endswith", "match", "replace", "removeprefix", "index", "find"))
SEND_ARGUMENT: Final = re.compile(
    r"(?:(?:\w+_)?(?:base_ur[il]|api_base|api_ur[il]|endpoint(?:_ur[il])?|api_host|server_ur[il]|webhook_ur[il]|token_ur[il]"
    r"|authorize_ur[il]|authorization_ur[il]|userinfo_ur[il]|metadata_ur[il])|host|dsn|ingest\w*)\Z",
    re.IGNORECASE,
)
"""The name of an argument, a parameter or a key that holds whom a program asks."""
TOLD: Final = re.compile(
    r"(?:DOCS?|DOCUMENTATION|HELP|HOME|HOMEPAGE|SITE|WEBSITE|SUPPORT|PRIVACY|TERMS|LINK|LOGO|FRONTEND|PUBLIC|REPOSITORY)"
    r"(?:_(?:PAGE|UR[IL]|LINK))*\Z",
    re.IGNORECASE,
)
"""Variables whose addresses are for people."""
REQUESTS: Final = frozenset((
    "get", "post", "put", "patch", "delete", "head", "options", "request", "urlopen", "Request", "stream", "fetch",
    "ws_connect", "create_connection", "ServerProxy", "HTTPConnection", "HTTPSConnection",
))  # fmt: skip
ASKS: Final = re.compile(r"(?:\A|_)(?:fetch|request|download)(?:_|\Z)|_(?:get|post)\Z")
"""The name of a function that asks what it is given."""
SHOWN: Final = frozenset((
    "description", "doc", "example", "examples", "help", "help_text", "label", "placeholder", "sample", "title",
    "verbose_name",
))  # fmt: skip
"""Arguments that people read: what stands there is an example."""
SETTINGS: Final = ("BaseSettings", "Settings")
SETTINGS_OBJECTS: Final = ("settings", "config", "Settings", "Config")


VISITED: Final = frozenset((
    ast.AnnAssign, ast.Assign, ast.AsyncFunctionDef, ast.Attribute, ast.AugAssign, ast.BoolOp, ast.Call, ast.ClassDef,
    ast.Compare, ast.Dict, ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Subscript,
))  # fmt: skip
"""What `_visit` looks at."""

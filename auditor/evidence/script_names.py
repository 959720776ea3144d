"""What stands around a literal of a script and tells what it is for: a request, a variable, a link."""

from __future__ import annotations

import re
from typing import Final

IMPORT: Final = re.compile(r"(?:\bfrom|\bimport|\b(?:import|require|require\.resolve|importScripts)\s*\()\Z")
TYPES: Final = re.compile(
    r"(?:import|export)\s+type\s+(?!from\b)[\w$*{]|(?:import|export)\s*\{(?:\s*type\s[^,}]*,?)+\s*\}"
)
SOURCES: Final = re.compile(r"\b(\w{1,20}Src(?:Elem)?)\s*:")
HREF: Final = re.compile(r"(?:\bhref|\bhrefLang|\bto|\bcite|\bxmlns\S*)\s*[=:]\s*[{(]?\Z", re.IGNORECASE)
CALL: Final = re.compile(
    r"(?:\b(?:\w{0,30}[fF]etch\w{0,30}|\w{0,30}Request|ofetch|\$fetch|axios|got|ky|request|superagent|sendBeacon|importScripts|useSWR|urlopen"
    r"|\w{0,30}(?:[aA]xios|got|ky|[hH]ttps?|[cC]lient|[aA]pi|[rR]equest|superagent|needle|instance)\.(?:get|post|put|patch|delete|head|request|create))"
    r"\s*(?:<[^()]{0,80}>)?|(?:\$|jQuery)\.(?:ajax|get|post|getJSON|getScript)|new\s+(?:URL|WebSocket|EventSource|Request|GraphQLClient|HttpLink))\s*\(\Z"
    r"|(?:\$|jQuery)\.ajax\(\s*\{[^{}]{0,60}\burl\s*:\Z"
)
SEND_KEY: Final = re.compile(
    r"(?:\b(?:baseURL|baseUrl|base_url|basePath|apiBase\w*|api_base|apiUrl|apiURL|api_url|apiHost|api_host|endpoint|ingest\w*"
    r"|destination|tunnel\w*|serverUrl|serverURL|server_url|dsn|webhookUrl|webhook_url|uri"
    r"|(?:\w{0,20}[tT]oken|authorization|authorize|userProfile|userinfo|userInfo)_?(?:URL|Url|url|Endpoint|_endpoint))[\"']?\s*[:=]"
    r"|\b\w*(?:API|BASE|ENDPOINT|INGEST|WEBHOOK|BACKEND|Endpoint|ApiUrl|ApiURL|BaseUrl|BaseURL|WebhookUrl)\w*"
    r"(?:\s*:\s*\w+)?\s*=)\s*\{?\Z"
)
DEFAULT: Final = re.compile(r"\benv\??\.([A-Z_][A-Z0-9_]{2,99})\s*(?:\|\||\?\?)\s*\Z")
"""Before an address that stands in for a variable of the environment."""
TOLD: Final = re.compile(
    r"(?:DOCS?|DOCUMENTATION|HELP|HOME|HOMEPAGE|SITE|WEBSITE|SUPPORT|PRIVACY|TERMS|LINK|LOGO|FRONTEND|PUBLIC|APP|REPOSITORY)"
    r"(?:_(?:PAGE|UR[IL]|LINK))*\Z"
)
"""Variables whose addresses are for people."""
OPTION: Final = re.compile(r"\burl\s*:\s*\Z")
REQUEST_OPTIONS: Final = re.compile(r"\s*,\s*(?:method|headers|params|data|qs|json|body)\b")
"""What stands beside an address in the options of a request."""
HOST_KEY: Final = re.compile(r"\b(?:\w*[hH]ost|hostname|domain|\w*_host|\w*_HOST)[\"']?\s*[:=]\s*\Z")
ASKED_WITH: Final = re.compile(r"\s*,\s*(?:port|path|method)\s*:")
"""What stands beside a host that is asked."""
TAG: Final = re.compile(r"<(?:script|iframe|Script|embed)\b[^<>]*\ssrc\s*=\s*\{?\Z")
SRC: Final = re.compile(r"\.src\s*=\s*\Z")
READ: Final = re.compile(
    r"(?:\benv\s*(?:\?\.)?\[|\benv\.get\(|\bgetenv\(|\benv\(|\bgetEnv\w*\(|\b\w*[eE]nvVar\w*\()\s*\Z"
)
ENV: Final = re.compile(r"(?:env|\b(?:environment|config|settings))\??\.([A-Z_][A-Z0-9_]*)\b")
UNPACK: Final = re.compile(r"\}\s*=\s*(?:process|import\.meta|Bun|Deno)\.env\b")
VARIABLE: Final = re.compile(r"[A-Z_][A-Z0-9_]{2,99}\Z")
HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+\Z")
COMPARES: Final = re.compile(
    r"(?:[=!]==?|\b(?:includes|startsWith|endsWith|indexOf|match|replace|replaceAll|test|has)\s*\()\Z"
)
BARE: Final = re.compile(r"[a-z][\w-]{1,30}(?:\.[a-z0-9-]{1,63}){1,6}(?=/|\Z)")
LOGIN: Final = re.compile(
    r"\b(?:signInWithOAuth|linkIdentity|linkSocial|signIn\.social)\s*\(\s*\{[^{}]{0,200}\bprovider[\"']?\s*:\s*\Z|\bsignIn\s*\(\s*\Z"
)
CONSTANT: Final = re.compile(r"\b(?:const|let|var|final|static|readonly)\s+(\w{1,60})(?:\s*:\s*\w+)?\s*=\s*\Z")
INNER: Final = re.compile(r"[\"'](?:https?:)?//[^\s\"'<>]{1,300}")
WORD: Final = re.compile(r"[\w$]+")
GTAG: Final = re.compile(r"\A(G|UA|AW)-[A-Z0-9]")
AFTER: Final = re.compile(r"\s{0,5}(?:\(|=(?!=)|\.push\b|\|\||\[|\.\w+\s{0,3}\()")
SCHEMA: Final = re.compile(r"\b(?:createEnv|cleanEnv|envsafe|runtimeEnv|defineEnv)\b")
SCHEMA_FILE: Final = re.compile(
    r"(?:^|/)(?:env|environment|env[.-](?:client|server|schema|mjs)|[\w-]*env-?schema)\.\w+\Z"
)

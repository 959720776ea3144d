"""What `reach` finds, by hand: small workspaces, each complete, and the state of every finding of its rule."""

from dataclasses import dataclass
from typing import Any

import yaml

Entry = dict[str, Any]
V, U = "violated", "undecided"

BASE = """
organization: {name: Acme}
data:
  customer: {title: Customer data}
  customer.photo: {title: Photos, is: [image]}
  customer.note: {title: Notes}
  image: {title: Images}
  log: {title: Logs}
systems:
  user: {kind: person}
  app: {kind: application, vendor: none, region: IN}
  ai: {kind: ai_model, vendor: none, region: US}
"""


@dataclass(frozen=True)
class Example:
    """A workspace with one rule, `r`, and what it finds: finding id to state."""

    name: str
    dataflows: Entry
    policy: Entry
    findings: dict[str, str]


def _read(text: str) -> Entry:
    """Every scalar is text, as the format reads it."""
    found: Entry = yaml.load(text, Loader=yaml.BaseLoader)
    return found


def _example(name: str, dataflows: str, rule: str, findings: dict[str, str]) -> Example:
    """What is written is added to BASE, entry by entry; findings are named `FROM..TO CATEGORY`."""
    flows = _read(BASE)
    for section, entries in _read(dataflows).items():
        flows[section] = {**flows.get(section, {}), **entries}
    policy = {"rules": {"r": {"title": "A rule", "because": ["A clause in words"], **_read(rule)}}}
    ids = {f"r@reach/{place}/data={category}": state for (place, category), state in _pairs(findings)}
    return Example(name, flows, policy, ids)


def _pairs(findings: dict[str, str]) -> list[tuple[tuple[str, str], str]]:
    pairs = []
    for text, state in findings.items():
        place, category = text.split(" ")
        pairs.append(((place, category), state))
    return pairs


PHOTO_TO_AI = """
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: ai, data: inherited}
"""
CIRCLE = """
systems: {db: {kind: database, vendor: none}}
flows:
  a: {from: app, to: db, data: [customer.photo]}
  b: {from: db, to: app, data: [customer.photo]}
  c: {from: app, to: ai, data: [customer.photo]}
"""

CHAINS = [
    # "A `reach` goes from one system to another over flows ... each of which carries the category that arrives"
    _example(
        "one-flow",
        "flows: {a: {from: user, to: app, data: [customer.photo]}}",
        "forbid: {reach: {data: customer, from: user, to: app}}",
        {"user..app customer.photo": V},
    ),
    _example(
        "every-row-of-a-flow",
        "flows: {a: {from: user, to: app, data: [customer.photo, log]}}",
        "forbid: {reach: {}}",
        {"user..app customer.photo": V, "user..app log": V},
    ),
    _example(
        "two-flows",
        PHOTO_TO_AI,
        "forbid: {reach: {data: customer, from: user, to: ai}}",
        {"user..ai customer.photo": V},
    ),
    _example(
        "each-flow-carries-something-else",
        """
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: ai, data: [log]}
""",
        "forbid: {reach: {from: user, to: ai}}",
        {},
    ),
    _example(
        "a-flow-beside-the-category",
        """
flows:
  a: {from: user, to: app, data: [customer.note]}
  b: {from: app, to: ai, data: [customer.photo]}
""",
        "forbid: {reach: {from: user, to: ai}}",
        {},
    ),
    _example(
        "to-another-so-never-back-to-itself",
        """
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: user, data: [customer.photo]}
""",
        "forbid: {reach: {data: customer}}",
        {"user..app customer.photo": V},
    ),
    _example(
        "flows-may-go-round",
        CIRCLE,
        "forbid: {reach: {data: customer, from: [app, db]}}",
        {
            "app..db customer.photo": V,
            "db..app customer.photo": V,
            "app..ai customer.photo": V,
            "db..ai customer.photo": V,
        },
    ),
    # "(or may carry it, being above or below it: then undecided)"
    _example(
        "a-flow-above-may-carry-it",
        """
flows:
  a: {from: user, to: app, data: [customer]}
  b: {from: app, to: ai, data: [customer.photo]}
""",
        "forbid: {reach: {data: customer.photo, from: user, to: ai}}",
        {"user..ai customer.photo": U},
    ),
    _example(
        "a-flow-below-may-carry-it",
        """
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: ai, data: [customer]}
""",
        "forbid: {reach: {data: customer, from: user, to: ai}}",
        {"user..ai customer": U},
    ),
    _example(
        "what-is-below-both-may-be-carried",  # photos of customers are images, and customer data
        """
flows:
  a: {from: user, to: app, data: [customer]}
  b: {from: app, to: ai, data: [image]}
""",
        "forbid: {reach: {data: image, from: user, to: ai}}",
        {"user..ai image": U},
    ),
    _example(
        "one-certain-chain-is-enough",
        """
systems: {web: {kind: application, vendor: none}}
flows:
  a: {from: user, to: app, data: [customer]}
  b: {from: user, to: web, data: [customer.photo]}
  c: {from: web, to: app, data: inherited}
  d: {from: app, to: ai, data: [customer.photo]}
""",
        "forbid: {reach: {data: customer.photo, from: user, to: ai}}",
        {"user..ai customer.photo": V},
    ),
    # chain links "count for `receives`, `holds` and `reach`"
    _example(
        "a-link-of-a-chain",
        """
vendors: {acme: {name: Acme, kind: database, subprocessors: [host]}, host: {name: Host}}
flows: {a: {from: user, to: acme, data: [customer.photo]}}
""",
        "forbid: {reach: {data: customer, to: host}}",
        {"user..host customer.photo": V},
    ),
    _example(
        "strips-does-not-stop-a-link-which-passes-on-what-is-produced",
        """
vendors: {acme: {name: Acme, subprocessors: [host]}, host: {name: Host}}
systems: {service: {kind: service, vendor: acme, strips: [customer.photo], produces: [log]}}
flows: {a: {from: user, to: service, data: [customer.photo]}}
""",
        "forbid: {reach: {to: host}}",
        {"user..host customer.photo": V, "service..host log": V},
    ),
    _example(
        "links-and-flows-follow-one-another",
        """
vendors:
  acme: {name: Acme, kind: database, subprocessors: [host]}
  host: {name: Host, subprocessors: [deep]}
  deep: {name: Deep}
flows:
  a: {from: user, to: acme, data: [customer.photo]}
  b: {from: host, to: ai, data: inherited}
""",
        "forbid: {reach: {data: customer, to: [deep, ai]}}",
        {"user..deep customer.photo": V, "user..ai customer.photo": V},
    ),
    _example(
        "chains-may-go-round",
        """
vendors:
  acme: {name: Acme, kind: database, subprocessors: [host]}
  host: {name: Host, subprocessors: [acme]}
flows: {a: {from: user, to: acme, data: [customer.photo]}}
""",
        "forbid: {reach: {data: customer, from: [acme, host]}}",
        {"acme..host customer.photo": V, "host..acme customer.photo": V},
    ),
]

ORIGINS = [
    # "Without `from`, it starts where the category originates."
    _example(
        "it-starts-at-a-person-not-on-the-way",
        PHOTO_TO_AI,
        "forbid: {reach: {data: customer, to: ai}}",
        {"user..ai customer.photo": V},
    ),
    _example(
        "a-person-on-the-way-originates-what-it-sends",
        """
systems: {agent: {kind: person}}
flows:
  a: {from: user, to: agent, data: [customer.photo]}
  b: {from: agent, to: ai, data: inherited}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"user..ai customer.photo": V, "agent..ai customer.photo": V},
    ),
    _example(
        "what-nothing-enters-originates-what-it-sends",
        """
systems: {clock: {kind: service, vendor: none}}
flows:
  a: {from: clock, to: app, data: [log]}
  b: {from: app, to: ai, data: inherited}
""",
        "forbid: {reach: {data: log, to: ai}}",
        {"clock..ai log": V},
    ),
    _example(
        "it-starts-where-it-is-produced",
        "systems: {app: {kind: application, vendor: none, produces: [log]}}" + PHOTO_TO_AI,
        "forbid: {reach: {to: ai}}",
        {"user..ai customer.photo": V, "app..ai log": V},
    ),
    _example(
        "what-is-produced-may-come-from-elsewhere-too",
        """
systems:
  clock: {kind: service, vendor: none}
  app: {kind: application, vendor: none, produces: [log]}
flows:
  a: {from: clock, to: app, data: [log]}
  b: {from: app, to: ai, data: inherited}
""",
        "forbid: {reach: {data: log, to: ai}}",
        {"clock..ai log": V, "app..ai log": V},
    ),
    _example(
        "perhaps-where-something-below-is-produced",
        """
systems: {app: {kind: application, vendor: none, produces: [customer.photo]}}
flows:
  a: {from: user, to: app, data: [customer.note]}
  b: {from: app, to: ai, data: [customer]}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"user..ai customer": U, "app..ai customer": U},
    ),
    _example(
        "it-starts-at-the-source-of-what-is-unsourced",
        """
flows:
  a: {from: user, to: app, data: [log]}
  b: {from: app, to: ai, data: [customer.photo]}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"app..ai customer.photo": V},
    ),
    _example(
        "what-is-above-is-a-source",
        """
flows:
  a: {from: user, to: app, data: [customer]}
  b: {from: app, to: ai, data: [customer.photo]}
""",
        "forbid: {reach: {data: customer.photo, to: ai}}",
        {"user..ai customer.photo": U},
    ),
    _example(
        "what-was-left-out-above-is-no-source",
        """
flows:
  a: {from: user, to: app, data: [customer], without: [customer.photo]}
  b: {from: app, to: ai, data: [customer.photo]}
""",
        "forbid: {reach: {data: customer.photo, to: ai}}",
        {"app..ai customer.photo": V},
    ),
    _example(
        "in-a-circle-that-nothing-feeds-it-starts-anywhere",
        CIRCLE,
        "forbid: {reach: {data: customer, to: ai}}",
        {"app..ai customer.photo": V, "db..ai customer.photo": V},
    ),
    _example(
        "what-comes-back-may-be-more-than-what-was-sent",
        """
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: user, data: [customer]}
""",
        "forbid: {reach: {data: customer.note, to: user}}",
        {"app..user customer": U},
    ),
    # with `from`, every system that matches it, or may
    _example(
        "with-from-wherever-it-originated",
        PHOTO_TO_AI,
        "forbid: {reach: {data: customer, from: app, to: ai}}",
        {"app..ai customer.photo": V},
    ),
    _example(
        "every-system-that-matches-from",
        PHOTO_TO_AI,
        "forbid: {reach: {data: customer, from: {kind: [person, application]}, to: ai}}",
        {"user..ai customer.photo": V, "app..ai customer.photo": V},
    ),
    _example(
        "a-system-that-may-match-from",
        "systems: {app: {kind: unknown, vendor: none}}" + PHOTO_TO_AI,
        "forbid: {reach: {data: customer, from: {kind: application}, to: ai}}",
        {"app..ai customer.photo": U},
    ),
    _example(
        "a-system-that-may-match-to",
        "systems: {ai: {kind: unknown, vendor: none}}" + PHOTO_TO_AI,
        "forbid: {reach: {data: customer, to: {kind: ai_model}}}",
        {"user..ai customer.photo": U},
    ),
]

DATA = [
    # "Asked about W, a value H answers *yes* when H is W or below it, ... and *undecided* otherwise"
    _example(
        "asked-about-what-is-below-what-arrives",
        "flows: {a: {from: user, to: app, data: [customer]}}",
        "forbid: {reach: {data: customer.photo, to: app}}",
        {"user..app customer": U},
    ),
    _example(
        "each-category-has-a-finding-of-its-own",
        """
flows:
  a: {from: user, to: app, data: [customer]}
  b: {from: user, to: app, data: [customer.photo, log]}
""",
        "forbid: {reach: {data: customer.photo, to: app}}",
        {"user..app customer": U, "user..app customer.photo": V},
    ),
    _example(
        "data-turned-round",
        "flows: {a: {from: user, to: app, data: [customer.photo, log]}}",
        "forbid: {reach: {data: {not: customer}, to: app}}",
        {"user..app log": V},
    ),
    # "What a flow lists in `without`, or a system stripped on the way, is certainly absent"
    _example(
        "without-along-inherited-flows",
        """
flows:
  a: {from: user, to: app, data: [customer], without: [customer.photo]}
  b: {from: app, to: ai, data: inherited}
""",
        "forbid: {reach: {data: customer.photo, to: ai}}",
        {},
    ),
    _example(
        "without-on-the-last-flow",
        """
flows:
  a: {from: user, to: app, data: [customer]}
  b: {from: app, to: ai, data: [customer], without: [customer.photo]}
""",
        "forbid: {reach: {data: customer.photo, to: ai}}",
        {},
    ),
    _example(
        "what-is-left-of-the-category-arrives",
        """
flows:
  a: {from: user, to: app, data: [customer]}
  b: {from: app, to: ai, data: [customer], without: [customer.photo]}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"user..ai customer": V},
    ),
    _example(
        "stripped-on-the-way",
        """
systems: {redactor: {kind: service, vendor: none, strips: [customer.photo]}}
flows:
  a: {from: user, to: redactor, data: [customer.photo, customer.note]}
  b: {from: redactor, to: ai, data: inherited}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"user..ai customer.note": V},
    ),
    # "until another flow or `produces` brings it in"
    _example(
        "a-flow-with-a-list-brings-it-in-again",
        """
systems: {redactor: {kind: service, vendor: none, strips: [customer.photo]}}
flows:
  a: {from: user, to: redactor, data: [customer.photo]}
  b: {from: redactor, to: ai, data: [customer.photo]}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"user..ai customer.photo": V, "redactor..ai customer.photo": V},
    ),
    _example(
        "produces-brings-another-in",
        """
systems: {redactor: {kind: service, vendor: none, strips: [customer], produces: [customer.note]}}
flows:
  a: {from: user, to: redactor, data: [customer.photo]}
  b: {from: redactor, to: ai, data: inherited}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"redactor..ai customer.note": V},
    ),
    # "`unknown` (may be any category: what depends on it is undecided, and it travels on)"
    _example(
        "unknown-data-may-be-it",
        "flows: {a: {from: user, to: app, data: unknown}}",
        "forbid: {reach: {data: customer.photo, to: app}}",
        {"user..app unknown": U},
    ),
    _example(
        "unknown-data-travels-on",
        """
flows:
  a: {from: user, to: app, data: unknown}
  b: {from: app, to: ai, data: inherited}
""",
        "forbid: {reach: {data: customer.photo, to: ai}}",
        {"user..ai unknown": U},
    ),
    _example(
        "unknown-data-after-unknown-data",  # whatever the user sent, the app may send something else
        """
flows:
  a: {from: user, to: app, data: unknown}
  b: {from: app, to: ai, data: unknown}
""",
        "forbid: {reach: {data: customer.photo, to: ai}}",
        {"user..ai unknown": U, "app..ai unknown": U},
    ),
    _example(
        "unknown-data-less-what-is-left-out",
        """
flows:
  a: {from: user, to: app, data: unknown, without: [customer.photo]}
  b: {from: app, to: ai, data: inherited}
""",
        "forbid: {reach: {data: customer.photo, to: ai}}",
        {},
    ),
    _example(
        "unknown-data-first-and-a-list-then",  # whether the photos come from the user, or begin in the app
        """
flows:
  a: {from: user, to: app, data: unknown}
  b: {from: app, to: ai, data: [customer.photo]}
""",
        "forbid: {reach: {data: customer.photo, to: ai}}",
        {"user..ai customer.photo": U, "app..ai customer.photo": U},
    ),
    _example(
        "a-list-first-and-unknown-data-then",
        """
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: ai, data: unknown}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"user..ai unknown": U, "app..ai unknown": U},
    ),
]

ENDS = [
    # "the flow exists, a rule that asks for that end is undecided, and nothing is followed through it"
    _example(
        "an-unknown-destination-may-be-the-one",
        "flows: {a: {from: user, to: unknown, data: [customer.photo]}}",
        "forbid: {reach: {data: customer, to: {kind: ai_model}}}",
        {"user..unknown customer.photo": U},
    ),
    _example(
        "an-unknown-destination-that-nobody-asks-for",
        "flows: {a: {from: user, to: unknown, data: [customer.photo]}}",
        "forbid: {reach: {data: customer, from: user}}",
        {"user..unknown customer.photo": V},
    ),
    _example(
        "from-an-unknown-source",
        """
flows:
  a: {from: unknown, to: app, data: [customer.photo]}
  b: {from: app, to: ai, data: inherited}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"unknown..ai customer.photo": V},
    ),
    _example(
        "an-unknown-source-may-be-the-one",
        """
flows:
  a: {from: unknown, to: app, data: [customer.photo]}
  b: {from: app, to: ai, data: inherited}
""",
        "forbid: {reach: {data: customer, from: {kind: person}, to: ai}}",
        {"unknown..ai customer.photo": U},
    ),
    _example(
        "two-unknown-ends-may-be-two-systems",
        """
flows:
  a: {from: unknown, to: app, data: [customer.photo]}
  b: {from: app, to: unknown, data: inherited}
""",
        "forbid: {reach: {data: customer}}",
        {"unknown..app customer.photo": V, "unknown..unknown customer.photo": V},
    ),
    _example(
        "nothing-is-followed-through-an-unknown-end",  # but either end may be the one that is asked for
        """
flows:
  a: {from: user, to: unknown, data: [customer.photo]}
  b: {from: unknown, to: ai, data: [customer.photo]}
""",
        "forbid: {reach: {data: customer, from: user, to: ai}}",
        {"user..unknown customer.photo": U, "unknown..ai customer.photo": U},
    ),
]

WORLDS = [
    _example(
        "each-deployment-for-itself",  # in Europe nothing enters the app
        """
deployments: {asia: {title: Asia}, europe: {title: Europe}}
flows:
  a: {from: user, to: app, data: [customer.photo], deployments: [asia]}
  b: {from: app, to: ai, data: [customer.photo], deployments: [europe]}
""",
        "forbid: {reach: {data: customer, to: ai}}",
        {"app..ai customer.photo": V},
    ),
    _example(
        "the-worst-state-of-the-deployments",
        """
deployments: {asia: {title: Asia}, europe: {title: Europe}}
systems: {ai: {kind: ai_model, vendor: none, region: {asia: unknown, europe: US}}}
"""
        + PHOTO_TO_AI,
        "forbid: {reach: {data: customer, to: {region: US}}}",
        {"user..ai customer.photo": V},
    ),
    _example(
        "a-deployment-that-matches",
        """
deployments: {asia: {title: Asia}, europe: {title: Europe, law: [gdpr]}}
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: ai, data: inherited, deployments: [asia]}
""",
        "forbid: {reach: {data: customer, deployment: {law: gdpr}}}",
        {"user..app customer.photo": V, "user..ai customer.photo": U},
    ),
    # "The gate judges the world with its proposals"; "A retired flow is history"
    _example(
        "a-proposed-flow-counts-a-retired-one-does-not",
        """
systems: {db: {kind: database, vendor: none}}
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: ai, data: inherited, status: proposed}
  c: {from: app, to: db, data: inherited, status: retired}
""",
        "forbid: {reach: {data: customer, to: [ai, db]}}",
        {"user..ai customer.photo": V},
    ),
    _example(
        "a-nested-match-that-counts-active-flows",  # no active flow brings any data to this vendor
        """
vendors: {acme: {name: Acme, kind: ai_model, status: active}}
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: acme, data: inherited, status: proposed}
""",
        "forbid: {reach: {data: customer, to: {vendor: {status: active, receives: customer}}}}",
        {},
    ),
    _example(
        "a-nested-match-of-the-vendor",
        """
vendors: {acme: {name: Acme, kind: ai_model, status: active}}
flows:
  a: {from: user, to: app, data: [customer.photo]}
  b: {from: app, to: acme, data: inherited, status: proposed}
""",
        "forbid: {reach: {data: customer, to: {vendor: {receives: customer}}}}",
        {"user..acme customer.photo": V},
    ),
]

TWO_WAYS = """
systems:
  redactor: {kind: service, vendor: none, region: IN}
  proxy: {kind: service, vendor: none, region: REGION}
flows:
  a: {from: app, to: redactor, data: [customer.photo]}
  b: {from: redactor, to: ai, data: [customer.photo]}
  c: {from: app, to: proxy, data: [customer.photo]}
  d: {from: proxy, to: ai, data: [customer.photo]}
"""
REDACTED = """
systems: {redactor: {kind: service, vendor: none, region: IN}}
flows:
  a: {from: app, to: redactor, data: [customer.photo]}
  b: {from: redactor, to: ai, data: [customer.photo]}
"""
THROUGH = [
    # "every such chain must pass a matching system strictly between the two"
    _example(
        "the-only-chain-passes",
        REDACTED,
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: redactor}}",
        {},
    ),
    _example(
        "a-flow-that-goes-around",
        REDACTED + "  c: {from: app, to: ai, data: [customer.photo]}",
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: redactor}}",
        {"app..ai customer.photo": V},
    ),
    _example(
        "a-flow-around-that-carries-something-else",
        REDACTED + "  c: {from: app, to: ai, data: [log]}",
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: redactor}}",
        {},
    ),
    _example(
        "the-ends-are-not-between",
        REDACTED,
        "{for: {reach: {data: customer, from: [app, redactor]}}, require: {through: [redactor, ai]}}",
        {"app..redactor customer.photo": V, "redactor..ai customer.photo": V},
    ),
    _example(
        "a-longer-chain",
        REDACTED + "  c: {from: user, to: app, data: [customer.photo]}",
        "{for: {reach: {data: customer, to: ai}}, require: {through: redactor}}",
        {},
    ),
    _example(
        "what-comes-back-has-passed-already",
        """
systems: {redactor: {kind: service, vendor: none}, db: {kind: database, vendor: none}}
flows:
  a: {from: user, to: redactor, data: [customer.photo]}
  b: {from: redactor, to: app, data: inherited}
  c: {from: app, to: db, data: inherited}
  d: {from: db, to: app, data: inherited}
""",
        "{for: {reach: {data: customer, to: app}}, require: {through: redactor}}",
        {},
    ),
    _example(
        "a-list-is-any-of",
        TWO_WAYS.replace("REGION", "IN"),
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: [redactor, proxy]}}",
        {},
    ),
    _example(
        "one-of-two-ways",
        TWO_WAYS.replace("REGION", "IN"),
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: redactor}}",
        {"app..ai customer.photo": V},
    ),
    _example(
        "a-system-match",
        TWO_WAYS.replace("REGION", "IN"),
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: {kind: service, region: IN}}}",
        {},
    ),
    _example(
        "a-system-match-that-fails",
        TWO_WAYS.replace("REGION", "US"),
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: {kind: service, region: IN}}}",
        {"app..ai customer.photo": V},
    ),
    _example(
        "one-system-must-match-all-of-it",  # a service abroad, then an application at home
        """
systems:
  proxy: {kind: service, vendor: none, region: US}
  web: {kind: application, vendor: none, region: IN}
flows:
  a: {from: app, to: proxy, data: [customer.photo]}
  b: {from: proxy, to: web, data: inherited}
  c: {from: web, to: ai, data: inherited}
""",
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: {kind: service, region: IN}}}",
        {"app..ai customer.photo": V},
    ),
    _example(
        "every-region-of-the-system-must-match",
        TWO_WAYS.replace("REGION", "[IN, US]"),
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: {region: IN}}}",
        {"app..ai customer.photo": V},
    ),
    # "Where only systems whose match is unknown stand in the way, it is undecided."
    _example(
        "a-system-that-may-match-stands-in-the-way",
        TWO_WAYS.replace("REGION", "unknown"),
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: {region: IN}}}",
        {"app..ai customer.photo": U},
    ),
    _example(
        "the-way-around-is-not-certain",
        TWO_WAYS.replace("REGION", "US").replace("to: proxy, data: [customer.photo]", "to: proxy, data: [customer]"),
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: redactor}}",
        {"app..ai customer.photo": U},
    ),
    _example(
        "unknown-data-may-go-around",
        REDACTED + "  c: {from: app, to: ai, data: unknown}",
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: redactor}}",
        {"app..ai unknown": U},
    ),
    _example(
        "a-chain-that-is-not-certain-but-passes",  # "When `require` holds there is no finding"
        REDACTED.replace("to: redactor, data: [customer.photo]", "to: redactor, data: [customer]"),
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: redactor}}",
        {},
    ),
    _example(
        "an-undecided-scope-that-does-not-pass",
        "systems: {ai: {kind: unknown, vendor: none}}" + PHOTO_TO_AI,
        "{for: {reach: {data: customer, from: app, to: {kind: ai_model}}}, require: {through: user}}",
        {"app..ai customer.photo": U},
    ),
    _example(
        "what-the-system-between-produces-does-not-pass-it",
        """
systems: {redactor: {kind: service, vendor: none, produces: [customer.note]}}
flows:
  a: {from: user, to: redactor, data: [customer.photo]}
  b: {from: redactor, to: ai, data: inherited}
""",
        "{for: {reach: {data: customer, to: ai}}, require: {through: redactor}}",
        {"redactor..ai customer.note": V},
    ),
    _example(
        "a-vendor-in-a-chain-stands-between",
        """
vendors:
  acme: {name: Acme, kind: database, subprocessors: [host]}
  host: {name: Host, subprocessors: [deep]}
  deep: {name: Deep}
flows: {a: {from: user, to: acme, data: [customer.photo]}}
""",
        "{for: {reach: {data: customer, to: [host, deep]}}, require: {through: host}}",
        {"user..host customer.photo": V},
    ),
    # the rest of `require`, as for any subject; the id is always that of the category
    _example(
        "another-requirement",
        PHOTO_TO_AI,
        "{for: {reach: {data: customer}}, require: {to: {region: IN}}}",
        {"user..ai customer.photo": V},
    ),
    _example(
        "every-region-is-required",
        "systems: {ai: {kind: ai_model, vendor: none, region: [IN, US]}}" + PHOTO_TO_AI,
        "{for: {reach: {data: customer, to: ai}}, require: {to: {region: IN}}}",
        {"user..ai customer.photo": V},
    ),
    _example(
        "through-and-another-requirement",  # one of them is violated, the other undecided
        REDACTED.replace("region: IN", "region: unknown"),
        "{for: {reach: {data: customer, from: app, to: ai}}, require: {through: {region: IN}, to: {region: IN}}}",
        {"app..ai customer.photo": V},
    ),
    _example(
        "it-must-originate-with-a-person",
        "systems: {app: {kind: application, vendor: none, produces: [log]}}" + PHOTO_TO_AI,
        "{for: {reach: {to: ai}}, require: {from: {kind: person}}}",
        {"app..ai log": V},
    ),
    _example(
        "only-this-data-may-arrive",
        """
flows:
  a: {from: user, to: app, data: [customer, log]}
  b: {from: app, to: ai, data: inherited}
""",
        "{for: {reach: {to: ai}}, require: {data: customer.photo}}",
        {"user..ai customer": U, "user..ai log": V},
    ),
]

EXAMPLES = [*CHAINS, *ORIGINS, *DATA, *ENDS, *WORLDS, *THROUGH]

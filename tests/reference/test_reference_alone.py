"""The reference against the format's own sentences, by hand, so that it can be trusted alone."""

import datetime
import random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from tests.reference.evaluator import encode, evaluate
from tests.reference.kleene import NO, UNKNOWN, YES
from tests.reference.places import ask_place, inside
from tests.reference.scales import compare, seconds
from tests.reference.workspaces import AS_OF, workspace_of, workspaces

DATA = """
data:
  customer_data: {title: c, subjects: [worker], sensitive: false}
  customer_data.defect: {title: d}
  customer_data.defect.photo: {title: p, is: [photo]}
  customer_data.defect.note: {title: n}
  customer_data.person: {title: n, sensitive: true}
  photo: {title: p}
  server_log: {title: s}
subjects: {worker: {title: w}}
systems:
  user: {kind: person}
  app: {kind: application, vendor: none, region: IN}
"""


def states(dataflows: str, policy: str, built_in: bool = False, as_of: datetime.date = AS_OF) -> dict[str, str]:
    """The state of each finding; of the built-ins only where asked."""
    flows: dict[str, Any] = {}
    for text in (DATA, dataflows):  # later entries are added to the sections of the first
        for section, entries in yaml.load(text, Loader=yaml.BaseLoader).items():
            flows[section] = {**flows.get(section, {}), **entries}
    rules = yaml.load(policy, Loader=yaml.BaseLoader)
    found = evaluate(flows, rules, as_of)
    return {name: found[name][0] for name in sorted(found) if name.startswith("r@") != built_in}


def forbid(match: str) -> str:
    """A policy of one rule `r` that forbids."""
    return "rules: {r: {because: [x], forbid: " + match + "}}"


def require(scope: str, match: str) -> str:
    """A policy of one rule `r` that requires."""
    return "rules: {r: {because: [x], for: " + scope + ", require: " + match + "}}"


EDGE = """
vendors: {vercel: {name: Vercel, kind: edge_host, region: global}}
systems: {web: {kind: application, vendor: vercel, produces: [server_log]}}
flows:
  keeps: {from: user, to: web, data: [customer_data.defect.photo], retention: 1d}
  drops: {from: user, to: web, data: [customer_data.defect.photo], retention: none}
  asks: {from: user, to: web, data: [customer_data.defect.photo]}
"""


def test_the_rule_on_the_edge_host() -> None:
    rule = forbid("{flow: {data: customer_data, to: {vendor: {kind: edge_host}}, at_rest: true}}")
    assert states(EDGE, rule) == {
        "r@flows/asks/data=customer_data.defect.photo": "undecided",
        "r@flows/keeps/data=customer_data.defect.photo": "violated",
    }


def test_kind_is_what_a_system_is_not_what_it_runs_on() -> None:
    assert states(EDGE, forbid("{flow: {to: {kind: edge_host}}}")) == {}


PLACES = [
    ("EU", "DE", UNKNOWN),
    ("IN", "aws/ap-south-1", UNKNOWN),
    ("aws/ap-south-1", "IN", YES),
    ("aws/eu-central-1", "aws/eu-west-3", NO),
    ("aws/eu-central-1", "vercel/fra1", UNKNOWN),
    ("aws/eu-central-1", "vercel/iad1", NO),
    ("aws/eu-west-2", "EU", NO),
    ("aws/eu-west-2", "UK", YES),
    ("NO", "EU", NO),
    ("NO", "EEA", YES),
    ("EU", "EEA", YES),
    ("EEA", "EU", UNKNOWN),
    ("IN", "global", NO),
]


@pytest.mark.parametrize(("place", "asked", "answer"), PLACES)
def test_places(place: str, asked: str, answer: str) -> None:
    assert inside(place, asked) == answer


def test_global_violates_a_ban_and_fails_a_requirement() -> None:
    assert ask_place("global", ["DE"], turned=False, every=False) == YES
    assert ask_place("global", ["DE"], turned=False, every=True) == NO
    assert ask_place("global", ["DE"], turned=True, every=True) == NO
    assert ask_place("global", ["EU"], turned=True, every=False) == YES
    assert ask_place("global", ["global"], turned=False, every=True) == YES
    assert ask_place("global", ["global"], turned=True, every=False) == NO


PERIODS = [
    ("until_deleted", "at_most", NO),
    ("until_deleted", "at_least", UNKNOWN),
    ("indefinite", "at_least", YES),
    ("indefinite", "at_most", NO),
    ("kept", "at_most", UNKNOWN),
    ("kept", "at_least", UNKNOWN),
    ("none", "at_most", YES),
    ("none", "at_least", NO),
    ("365d", "at_most", YES),
    ("12mo", "at_least", YES),
    ("366d", "at_most", NO),
]


@pytest.mark.parametrize(("has", "form", "answer"), PERIODS)
def test_periods_against_a_year(has: str, form: str, answer: str) -> None:
    assert compare("period", has, form, "1y") == answer


def test_a_year_is_twelve_months_and_365_days() -> None:
    assert seconds("1y") == seconds("12mo") == seconds("365d")
    assert seconds("90s") < seconds("15min") < seconds("12h") < seconds("30d")


def test_kept_is_at_rest_for_how_long_is_not_known() -> None:
    flows = "flows: {f: {from: user, to: app, data: [photo], retention: kept}}"
    assert states(flows, forbid("{flow: {at_rest: true}}")) == {"r@flows/f/at_rest=true": "violated"}
    assert states(flows, require("{flow: {}}", "{retention: {at_most: 30d}}")) == {
        "r@flows/f/retention=kept": "undecided"
    }


def test_a_fact_written_unknown_takes_no_default() -> None:
    flows = "systems: {db: {kind: database, retention: none}}\nflows:\n"
    flows += "  a: {from: app, to: db, data: [photo]}\n  b: {from: app, to: db, data: [photo], retention: unknown}"
    assert states(flows, forbid("{flow: {at_rest: true}}")) == {"r@flows/b/at_rest=unknown": "undecided"}


PASSES = """
systems:
  redactor: {kind: service, strips: [customer_data.person]}
  out: {kind: service}
  last: {kind: service}
flows:
  a: {from: user, to: redactor, data: [customer_data]}
  b: {from: redactor, to: out, data: inherited}
  c: {from: out, to: last, data: inherited}
"""


def test_what_was_stripped_is_certainly_absent_along_inherited_flows() -> None:
    rule = forbid("{flow: {data: customer_data.person}}")
    assert states(PASSES, rule) == {"r@flows/a/data=customer_data": "undecided"}


def test_produces_brings_it_in_again() -> None:
    rule = forbid("{flow: {data: customer_data.person, from: out}}")
    added = PASSES.replace("out: {kind: service}", "out: {kind: service, produces: [customer_data.person]}")
    assert states(added, rule) == {
        "r@flows/c/data=customer_data": "undecided",
        "r@flows/c/data=customer_data.person": "violated",
    }


def test_a_derived_category_stays_what_it_is_until_it_is_stripped() -> None:
    rule = forbid("{flow: {data: photo}}")
    flows = "flows: {f: {from: user, to: app, data: [customer_data.defect.photo]}}"
    assert list(states(flows, rule)) == ["r@flows/f/data=customer_data.defect.photo"]
    above = "flows: {f: {from: user, to: app, data: [customer_data]}}"
    assert states(above, rule) == {"r@flows/f/data=customer_data": "undecided"}
    assert states(above, forbid("{flow: {data: server_log}}")) == {}


def test_all_below_that_has_nothing_below_itself_and_without() -> None:
    flows = "flows: {f: {from: user, to: app, data: [customer_data.*], without: [customer_data.person]}}"
    rule = forbid("{flow: {data: customer_data}}")
    assert list(states(flows, rule)) == [
        "r@flows/f/data=customer_data.defect.note",
        "r@flows/f/data=customer_data.defect.photo",
    ]
    assert states(flows, forbid("{flow: {data: customer_data.person}}")) == {}


def test_without_cuts_what_is_below_a_category_that_stays() -> None:
    flows = "flows: {f: {from: user, to: app, data: [customer_data], without: [customer_data.person]}}"
    assert states(flows, forbid("{flow: {data: customer_data.person}}")) == {}


def test_unknown_data_may_be_any_category_and_travels_on() -> None:
    flows = "systems: {out: {kind: service}}\nflows:\n"
    flows += "  a: {from: user, to: app, data: unknown}\n"
    flows += "  b: {from: app, to: out, data: inherited, without: [photo]}"
    assert states(flows, forbid("{flow: {data: photo}}")) == {"r@flows/a/data=unknown": "undecided"}
    assert list(states(flows, forbid("{flow: {data: server_log}}"))) == [
        "r@flows/a/data=unknown",
        "r@flows/b/data=unknown",
    ]


def test_flows_may_go_round() -> None:
    flows = "systems: {out: {kind: service}}\nflows:\n  a: {from: user, to: app, data: [photo]}\n"
    flows += "  b: {from: app, to: out, data: inherited}\n  c: {from: out, to: app, data: inherited}"
    assert len(states(flows, forbid("{flow: {data: photo}}"))) == 3


CHAIN = """
vendors:
  acme: {name: Acme, kind: database, strips: [photo], subprocessors: [host]}
  host: {name: Host, subprocessors: [acme]}
systems: {run: {kind: service, vendor: acme, produces: [server_log]}}
flows: {f: {from: user, to: acme, data: [photo], retention: 1d}, g: {from: user, to: run, data: [server_log]}}
"""


def test_a_chain_passes_on_what_arrives_and_what_is_produced() -> None:
    assert states(CHAIN, forbid("{vendor: {id: host, receives: photo}}")) == {
        "r@vendors/host/receives=photo": "violated"
    }
    assert states(CHAIN, forbid("{system: {id: host, receives: server_log}}")) == {
        "r@systems/host/receives=server_log": "violated"
    }


def test_a_link_holds_what_the_vendor_holds() -> None:
    assert states(CHAIN, forbid("{vendor: {id: host, holds: [photo, server_log]}}")) == {
        "r@vendors/host/holds=photo": "violated",
        "r@vendors/host/holds=server_log": "undecided",
    }


def test_with_unknown_retention_each_category_may_be_held() -> None:
    flows = "flows: {f: {from: user, to: app, data: [photo, server_log]}}"
    assert states(flows, forbid("{system: {holds: photo}}")) == {"r@systems/app/holds=photo": "undecided"}
    assert states(flows, require("{system: {id: app}}", "{holds: photo}")) == {
        "r@systems/app/holds=server_log": "undecided"
    }


def test_a_chain_link_is_no_row_of_flow_and_no_direct_use() -> None:
    assert list(states(CHAIN, forbid("{flow: {}}"))) == ["r@flows/f", "r@flows/g"]
    assert list(states(CHAIN, forbid("{vendor: {direct: true}}"))) == ["r@vendors/acme/direct=true"]


def test_a_vendor_in_a_chain_has_an_unknown_kind() -> None:
    assert states(CHAIN, forbid("{vendor: {id: host, kind: ai_model}}")) == {"r@vendors/host/kind=unknown": "undecided"}


def transfer(law: str, region: str, country: str, mechanism: str = "") -> list[str]:
    """The values of `transfer` for a flow to a vendor."""
    vendor = f"kind: database, region: {region}, country: {country}{mechanism}"
    flows = f"deployments: {{d: {{law: {law}}}}}\nvendors: {{v: {{{vendor}}}}}\n"
    flows += "flows: {f: {from: user, to: v, data: [photo]}}"
    found = states(flows, forbid("{flow: {transfer: {declared: true}}}"))
    found |= states(flows, forbid("{flow: {transfer: {declared: false}}}"))
    return [name.split("=")[1] for name in found]


SCC = ", transfer: {mechanism: [scc, dpf]}"
NONE = ", transfer: {mechanism: none}"
TRANSFERS = [
    (("[dpdp]", "US", "US"), ["unrestricted"]),
    (("[none]", "US", "US"), ["unrestricted"]),
    (("[]", "unknown", "US"), ["unrestricted"]),
    (("unknown", "DE", "DE"), ["unknown"]),
    (("[gdpr]", "DE", "FR"), ["domestic"]),
    (("[gdpr]", "aws/eu-west-2", "FR"), ["adequate"]),
    (("[gdpr]", "DE", "CA"), ["adequate"]),
    (("[gdpr]", "DE", "US", SCC), ["dpf", "scc"]),
    (("[gdpr]", "DE", "US", NONE), ["missing"]),
    (("[gdpr]", "DE", "US"), ["unknown"]),
    (("[gdpr]", "unknown", "US", SCC), ["unknown"]),
    (("[gdpr]", "DE", "unknown", SCC), ["unknown"]),
    (("[gdpr]", "US", "unknown", NONE), ["missing"]),
    (("[gdpr]", "global", "DE", NONE), ["missing"]),
    (("[gdpr, uk_gdpr]", "DE", "US", SCC), ["unknown"]),
    (("[gdpr, uk_gdpr]", "GB", "UK", NONE), ["adequate"]),
    (("[gdpr, fadp]", "DE", "US", NONE), ["missing"]),
]


@pytest.mark.parametrize(("given", "values"), TRANSFERS)
def test_transfer(given: tuple[str, ...], values: list[str]) -> None:
    assert transfer(*given) == values


def test_a_person_is_domestic() -> None:
    flows = "deployments: {d: {law: [gdpr]}}\nflows: {f: {from: app, to: user, data: [photo]}}"
    assert list(states(flows, forbid("{flow: {transfer: domestic}}"))) == ["r@flows/f/transfer=domestic"]


def test_nobody_else_runs_it_so_the_organization_answers() -> None:
    flows = "organization: {name: L, country: IN, transfer: {mechanism: [scc]}}\n"
    flows += "deployments: {d: {law: [gdpr]}}\nflows: {f: {from: user, to: app, data: [photo]}}"
    assert list(states(flows, forbid("{flow: {transfer: scc}}"))) == ["r@flows/f/transfer=scc"]


def test_in_residency() -> None:
    flows = "deployments: {d: {residency: EU}, e: {}}\nsystems: {x: {kind: service, region: global}}\n"
    flows += "flows: {f: {from: app, to: x, data: [photo]}}"
    assert states(flows, require("{flow: {deployment: d}}", "{in_residency: true}")) == {
        "r@flows/f/in_residency=false": "violated"
    }
    assert states(flows, require("{flow: {deployment: e}}", "{in_residency: true}")) == {
        "r@flows/f/in_residency=unknown": "undecided"
    }


NOTICES = """
vendors: {v: {name: V, kind: payment, active_from: 2026-12-24}, w: {name: W, kind: payment}}
notices:
  a: {sent: 2026-01-01, vendors: [v], effective: 2026-12-31}
  b: {sent: 2026-02-01, about: removed, vendors: [v]}
  c: {sent: DAY, vendors: [v], channel: email}
"""


def test_29_is_not_30_and_only_what_was_sent_since_the_removal_counts() -> None:
    rule = require("{vendor: {}}", "{notice_days: {at_least: 30}}")
    late = states(NOTICES.replace("DAY", "2026-11-25"), rule)
    assert late == {"r@vendors/v/notice_days=29": "violated", "r@vendors/w/notice_days=none": "violated"}
    assert list(states(NOTICES.replace("DAY", "2026-11-24"), rule)) == ["r@vendors/w/notice_days=none"]


def test_without_a_notice_the_channel_is_none_and_without_a_word_unknown() -> None:
    flows = NOTICES.replace("DAY", "2026-11-24")
    assert states(flows, forbid("{vendor: {notice_channel: {not: email}}}")) == {
        "r@vendors/w/notice_channel=none": "violated"
    }
    assert states(flows, forbid("{vendor: {id: v, notice_bounced: {at_least: 1}}}")) == {
        "r@vendors/v/notice_bounced=unknown": "undecided"
    }


KINDS = """
vendors:
  v: {name: V, kind: [database, authentication]}
  u: {name: U, kind: unknown}
  s: {name: S}
systems: {x: {kind: analytics, vendor: s}}
"""


def test_kind_is_asked_of_the_thing() -> None:
    assert states(KINDS, require("{vendor: {}}", "{kind: database}")) == {
        "r@vendors/s/kind=analytics": "violated",
        "r@vendors/u/kind=unknown": "undecided",
    }
    assert states(KINDS, forbid("{vendor: {kind: {not: database}}}")) == {
        "r@vendors/s/kind=analytics": "violated",
        "r@vendors/u/kind=unknown": "undecided",
    }
    assert states(KINDS, require("{vendor: {id: v}}", "{kind: ai_model}")) == {
        "r@vendors/v/kind=authentication,database": "violated"
    }
    assert list(states(KINDS, forbid("{vendor: {kind: [database, authentication]}}"))) == [
        "r@vendors/u/kind=unknown",
        "r@vendors/v/kind=authentication",
        "r@vendors/v/kind=database",
    ]


def test_a_kind_above_the_asked_one_is_undecided() -> None:
    assert states(KINDS, forbid("{vendor: {id: s, kind: analytics.product}}")) == {
        "r@vendors/s/kind=analytics": "undecided"
    }


ABSENT = """
vendors: {v: {name: V, dpa: none, kind: database}}
systems: {x: {kind: service}}
flows:
  own: {from: user, to: app, data: [photo]}
  who: {from: user, to: x, data: [photo]}
  out: {from: user, to: unknown, data: [photo]}
  ven: {from: user, to: v, data: [photo]}
"""


def test_an_absent_vendor_an_unknown_one_and_an_unknown_end() -> None:
    assert states(ABSENT, forbid("{flow: {to: {vendor: {dpa: none}}}}")) == {
        "r@flows/out/to.vendor.dpa=unknown": "undecided",
        "r@flows/ven/to.vendor.dpa=none": "violated",
        "r@flows/who/to.vendor.dpa=unknown": "undecided",
    }
    assert "r@flows/own/to.vendor.dpa=none" in states(ABSENT, forbid("{flow: {to: {vendor: {dpa: {not: none}}}}}"))
    assert list(states(ABSENT, forbid("{flow: {to: {vendor: {dpa: {declared: true}}}}}"))) == [
        "r@flows/ven/to.vendor.dpa=none"
    ]


def test_a_thing_by_its_id() -> None:
    assert states(ABSENT, forbid("{flow: {to: [v, x]}}")) == {
        "r@flows/out/to=unknown": "undecided",
        "r@flows/ven/to=v": "violated",
        "r@flows/who/to=x": "violated",
    }
    assert list(states(ABSENT, forbid("{flow: {to: {vendor: {not: v}}}}"))) == [
        "r@flows/out/to.vendor=unknown",
        "r@flows/own/to.vendor=none",
        "r@flows/who/to.vendor=unknown",
    ]


SOURCED = """
systems: {out: {kind: service}}
flows:
  a: {from: user, to: app, data: [customer_data.defect]}
  b: {from: app, to: out, data: [customer_data, customer_data.defect.note, server_log]}
  c: {from: unknown, to: out, data: [server_log]}
"""


def test_sourced() -> None:
    assert states(SOURCED, forbid("{flow: {data: server_log, sourced: false}}")) == {
        "r@flows/b/data=server_log": "violated",
        "r@flows/c/data=server_log": "undecided",
    }
    assert "unsourced@flows/b/data=server_log" in states(SOURCED, forbid("{flow: {}}"), built_in=True)
    assert len([name for name in states(SOURCED, forbid("{flow: {}}"), True) if name.startswith("uns")]) == 1


def test_subjects_and_sensitive_pass_down_and_are_asked_of_the_category() -> None:
    flows = "flows: {f: {from: user, to: app, data: [customer_data, customer_data.person, photo]}}"
    assert states(flows, forbid("{flow: {data: customer_data, sensitive: true}}")) == {
        "r@flows/f/data=customer_data": "undecided",  # a person's name may be among it
        "r@flows/f/data=customer_data.person": "violated",
        "r@flows/f/data=photo": "undecided",  # perhaps of a defect, and nobody says whether photos are
    }
    assert states(flows, forbid("{flow: {data: photo, subjects: worker}}")) == {
        "r@flows/f/data=customer_data": "undecided",
        "r@flows/f/data=photo": "undecided",
    }


HAS = """
systems:
  x: {kind: service, controls: [tls, access_log]}
  y: {kind: service, controls: []}
  z: {kind: service}
"""


def test_what_a_thing_has() -> None:
    assert states(HAS, require("{system: {id: [x, y, z]}}", "{controls: [tls, redaction]}")) == {
        "r@systems/x/controls=access_log,tls": "violated",
        "r@systems/y/controls=none": "violated",
        "r@systems/z/controls=unknown": "undecided",
    }


def test_many_values_read_as_english_does() -> None:
    flows = "systems: {x: {kind: service, region: [DE, US, EU]}}"
    assert states(flows, forbid("{system: {id: x, region: DE}}")) == {
        "r@systems/x/region=DE": "violated",
        "r@systems/x/region=EU": "undecided",
    }
    assert states(flows, require("{system: {id: x}}", "{region: DE}")) == {
        "r@systems/x/region=EU": "undecided",
        "r@systems/x/region=US": "violated",
    }


def test_a_mapping_of_deployments() -> None:
    flows = "deployments: {d: {}, e: {}, g: {}}\nsystems: {x: {kind: service, region: {d: DE, default: [US]}}}"
    found = evaluate(
        {**yaml.load(DATA, yaml.BaseLoader), **yaml.load(flows, yaml.BaseLoader)},
        yaml.load(forbid("{system: {region: US}}"), yaml.BaseLoader),
        AS_OF,
    )
    assert found["r@systems/x/region=US"] == ("violated", "error", ("e", "g"))


def test_an_undecided_scope_names_its_first_undecided_attribute() -> None:
    flows = "vendors: {v: {name: V, kind: unknown}}\n"
    flows += "flows: {f: {from: user, to: v, data: [photo], retention: 90d}}"
    scope = "{flow: {to: {kind: ai_model}, data: photo}}"
    assert states(flows, require(scope, "{retention: {at_most: 30d}}")) == {"r@flows/f/to.kind=unknown": "undecided"}
    assert states(flows, require(scope, "{retention: {at_most: 90d}}")) == {}


def test_require_names_the_first_leaf_that_failed() -> None:
    flows = "vendors: {v: {name: V, kind: database, dpa: none, country: unknown}}\n"
    flows += "flows: {f: {from: user, to: v, data: [photo]}}"
    required = "{to: {vendor: {country: DE, dpa: {declared: true}, trains_on_data: never}}, retention: 1d}"
    assert states(flows, require("{flow: {}}", required)) == {
        "r@flows/f/retention=unknown": "undecided",
        "r@flows/f/to.vendor.trains_on_data=unknown": "undecided",
    }
    violated = required.replace("dpa: {declared: true}", "dpa: {after: 2026-01-01}")
    assert list(states(flows, require("{flow: {}}", violated))) == [
        "r@flows/f/retention=unknown",
        "r@flows/f/to.vendor.dpa=none",
    ]


def test_declared_is_always_yes_or_no() -> None:
    flows = "vendors: {v: {contact: {name: unknown, position: Founder}}, w: {contact: {email: e}}}"
    assert states(flows, require("{vendor: {}}", "{contact: {declared: true}}")) == {
        "r@vendors/v/contact=unknown": "violated"
    }
    assert states(flows, forbid("{vendor: {contact: {declared: true}}}")) == {
        "r@vendors/w/contact=declared": "violated"
    }


def test_the_day_itself_is_excluded() -> None:
    flows = "vendors: {v: {name: V, active_from: 2026-05-03}}"
    assert states(flows, forbid("{vendor: {active_from: {before: 2026-05-03}}}")) == {}
    assert states(flows, forbid("{vendor: {active_from: {after: 2026-05-03}}}")) == {}
    assert len(states(flows, forbid("{vendor: {active_from: {after: 2026-05-02}}}"))) == 1


def test_a_signature_without_a_date() -> None:
    flows = "vendors: {v: {name: V, dpa: {signed: true}}}"
    assert states(flows, require("{vendor: {}}", "{dpa: {declared: true}}")) == {}
    assert states(flows, require("{vendor: {}}", "{dpa: {before: 2026-01-01}}")) == {
        "r@vendors/v/dpa=signed": "undecided"
    }


def test_labels_are_structure() -> None:
    flows = "vendors: {v: {name: V, labels: {owner: Füße & co}}, w: {name: W}}"
    assert list(states(flows, forbid("{vendor: {labels: {owner: {not: platform}}}}"))) == [
        "r@vendors/v/labels.owner=F%C3%BC%C3%9Fe%20%26%20co",
        "r@vendors/w/labels.owner=none",
    ]


def test_only_ascii_letters_stay_in_an_id() -> None:
    assert encode("aZ0-_./:,") == "aZ0-_./:,"
    assert encode("é %") == "%C3%A9%20%25"


def test_catalog_by_id_or_name() -> None:
    flows = "vendors: {g: {name: GOOGLE-ADS}, mixpanel: {name: x}, o: {name: Other}, u: {name: unknown}}"
    assert states(flows, forbid("{vendor: {catalog: [google_ads, mixpanel]}}")) == {
        "r@vendors/g/catalog=google_ads": "violated",
        "r@vendors/mixpanel/catalog=mixpanel": "violated",
        "r@vendors/u/catalog=unknown": "undecided",
    }
    assert list(states(flows, forbid("{vendor: {catalog: none}}"))) == [
        "r@vendors/o/catalog=none",
        "r@vendors/u/catalog=unknown",
    ]


def test_evidence() -> None:
    flows = """
vendors:
  v: {name: V, evidence: {region: {url: u, checked: 2026-10-24}, dpa: {checked: 2026-11-22}}}
  w: {name: W}
  x: {name: X, evidence: {region: {url: u}}}
"""
    assert states(flows, require("{vendor: {}}", "{evidenced: region}")) == {
        "r@vendors/w/evidenced=none": "violated",
        "r@vendors/x/evidenced=none": "violated",
    }
    assert states(flows, require("{vendor: {}}", "{evidence_days: {at_most: 29}}")) == {
        "r@vendors/v/evidence_days=30": "violated",
        "r@vendors/w/evidence_days=none": "violated",
        "r@vendors/x/evidence_days=unknown": "undecided",
    }


PROPOSED = """
deployments: {now: {}, later: {status: proposed}}
vendors: {p: {name: P, kind: database, status: proposed}, a: {name: A, kind: database, status: active}}
flows:
  one: {from: user, to: p, data: [photo], retention: 1d}
  two: {from: user, to: a, data: [photo], retention: 1d, deployments: [later]}
  three: {from: user, to: a, data: [server_log], retention: 1d}
  four: {from: user, to: a, data: [photo], status: retired, retention: none}
"""


def test_the_gate_judges_the_world_with_its_proposals() -> None:
    assert list(states(PROPOSED, forbid("{flow: {status: proposed}}"))) == [
        "r@flows/one/status=proposed",
        "r@flows/two/status=proposed",
    ]
    assert "r@vendors/a/receives=photo" in states(PROPOSED, forbid("{vendor: {receives: photo}}"))
    assert states(PROPOSED, forbid("{vendor: {receives: photo, status: active}}")) == {}
    assert list(states(PROPOSED, forbid("{vendor: {holds: server_log, status: active}}"))) == [
        "r@vendors/a/holds=server_log"
    ]


def test_used_counts_active_flows_and_direct_any() -> None:
    assert list(states(PROPOSED, forbid("{vendor: {used: true}}"))) == ["r@vendors/a/used=true"]
    assert len(states(PROPOSED, forbid("{vendor: {direct: true}}"))) == 2


def test_a_retired_vendor_is_no_row() -> None:
    flows = "vendors: {v: {name: V, kind: database, status: retired}}"
    assert states(flows, forbid("{vendor: {}}")) == {}
    assert "r@systems/v" not in states(flows, forbid("{system: {}}"))


def test_one_id_in_several_deployments_is_one_finding() -> None:
    flows = {
        "deployments": {"a": {}, "b": {"law": ["gdpr"]}, "c": {"law": "unknown"}},
        "flows": {"f": {"from": "u", "to": "u", "data": "inherited"}},
        "systems": {"u": {"kind": "person"}},
    }
    rules = {"rules": {"r": {"because": ["x"], "require": {"deployment": {"law": "dpdp"}}, "for": {"flow": {}}}}}
    found = evaluate(flows, rules, AS_OF)
    assert found["r@flows/f/deployment.law=gdpr"] == ("violated", "error", ("b",))
    assert found["r@flows/f/deployment.law=unknown"] == ("undecided", "error", ("a", "c"))


def test_on_unknown_and_severity() -> None:
    flows = "vendors: {v: {name: V}}"
    rule = "rules: {r: {because: [x], severity: SEVERITY, on_unknown: UNSURE, forbid: {vendor: {country: US}}}}"
    for severity, unsure, expected in (
        ("error", "violation", ["error"]),
        ("error", "warning", ["warning"]),
        ("note", "warning", ["note"]),
        ("error", "ignore", list[str]()),
    ):
        text = rule.replace("SEVERITY", severity).replace("UNSURE", unsure)
        found = evaluate(yaml.load(flows, yaml.BaseLoader), yaml.load(text, yaml.BaseLoader), AS_OF)
        assert [item[1] for name, item in found.items() if name.startswith("r@")] == expected


def test_no_deployments_declared_is_one_whose_facts_are_unknown() -> None:
    assert states("flows: {}", forbid("{deployment: {law: gdpr}}")) == {
        "r@deployments/default/law=unknown": "undecided"
    }
    flows = "deployments: {d: {law: []}}"
    assert states(flows, forbid("{deployment: {law: none}}")) == {"r@deployments/d/law=none": "violated"}


def test_the_organization_has_no_id() -> None:
    assert states("organization: {name: L, role: processor}", forbid("{organization: {role: processor}}")) == {
        "r@organization/role=processor": "violated"
    }


def test_built_in_findings() -> None:
    flows = """
vendors:
  heap: {name: Heap, purposes: [analytics], kind: database}
  other: {name: O, catalog: heap}
flows:
  nothing: {from: app, to: user, data: inherited, without: [photo]}
  store: {from: user, to: heap, data: [server_log], retention: none, purposes: [service, analytics.product]}
  first: {from: user, to: app, data: [photo]}
"""
    policy = "promises: {p: {says: s, question: q}, n: {says: s, not_enforced: t}}\n" + forbid("{flow: {}}")
    assert states(flows, policy, built_in=True) == {
        "carries-nothing@flows/nothing": "violated",
        "open-question@promises/p": "undecided",
        "same-product@vendors/heap/catalog=heap": "violated",
        "same-product@vendors/other/catalog=heap": "violated",
        "store-keeps-nothing@flows/store": "violated",
        "unenforced-promise@promises/p": "undecided",
        "unlisted-purpose@flows/store/purposes=service": "violated",
        "unused-vendor@vendors/other": "violated",
    }


def test_a_rule_named_like_a_built_in_gives_its_severity() -> None:
    flows = {"vendors": {"v": {"name": "V"}}}
    found = evaluate(flows, {"rules": {"unused-vendor": {"because": ["x"], "severity": "note"}}}, AS_OF)
    assert found == {"unused-vendor@vendors/v": ("violated", "note", ("default",))}


def shuffled(content: Any, dice: random.Random) -> Any:
    """The same mapping with its keys in another order."""
    if not isinstance(content, dict):
        return content
    keys = list(content)
    dice.shuffle(keys)
    return {key: shuffled(content[key], dice) for key in keys}


@settings(max_examples=25, deadline=None)
@given(workspaces())
def test_the_order_of_keys_never_changes_a_result(workspace: tuple[dict[str, Any], dict[str, Any]]) -> None:
    other = shuffled(workspace[0], random.Random(1)), shuffled(workspace[1], random.Random(2))
    assert evaluate(*workspace, AS_OF) == evaluate(*other, AS_OF)


def test_the_same_seed_draws_the_same_workspace() -> None:
    assert workspace_of(7) == workspace_of(7)
    assert any(evaluate(*workspace_of(seed), AS_OF) for seed in range(5))

"""Random migrations, also ones that cannot run: the replay and PostgreSQL agree on each."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evidence.sql.postgres import Server
from tests.evidence.sql.scanning import differences, problems, remarks, supabase, tables

NAME = st.sampled_from(["a", "b", '"C"', "public.a", "app.a", "app.b", "missing.a"])
BARE = st.sampled_from(["a", "b", "c", '"C"'])
POLICY = st.sampled_from(["p", '"p 2"'])
TRUTH = st.sampled_from(["true", "id > 0", "exists (select from b where b.id = 1)"])
IF = st.sampled_from(["", "if exists "])
IF_NOT = st.sampled_from(["", "if not exists "])
CASCADE = st.sampled_from(["", " cascade", " restrict"])
SWITCH = st.sampled_from([f"{word} row level security" for word in ("enable", "disable", "force", "no force")])


def written(text: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.fixed_dictionaries(parts).map(lambda values: text.format(**values))


STATEMENT = st.one_of(
    written("create table {o}{n} (id int)", o=IF_NOT, n=NAME),
    written("create table {o}{n} (id int)", o=IF_NOT, n=NAME),
    written("create table {n} partition of {m} for values in ({v})", n=NAME, m=NAME, v=st.sampled_from(["1", "2"])),
    written("create table {n} (id int) partition by list (id)", n=NAME),
    written("create table {n} () inherits ({m})", n=NAME, m=NAME),
    written("create table {n} as select * from {m}", n=NAME, m=NAME),
    written("create view {n} as select id from {m}", n=NAME, m=NAME),
    written("create or replace view {n} as select id from {m}", n=NAME, m=NAME),
    written("alter table {i}{n} {s}", i=IF, n=NAME, s=SWITCH),
    written("alter table {i}only {n} {s}, {r}", i=IF, n=NAME, s=SWITCH, r=SWITCH),
    written("alter table {i}{n} rename to {m}", i=IF, n=NAME, m=BARE),
    written("alter table {i}{n} set schema {s}", i=IF, n=NAME, s=st.sampled_from(["app", "public", "missing"])),
    written("drop table {i}{n}{c}", i=IF, n=NAME, c=CASCADE),
    written("drop table {i}{n}, {m}{c}", i=IF, n=NAME, m=NAME, c=CASCADE),
    written("drop view {i}{n}{c}", i=IF, n=NAME, c=CASCADE),
    written("create policy {p} on {n} using ({t})", p=POLICY, n=NAME, t=TRUTH),
    written("create policy {p} on {n} for insert with check ({t})", p=POLICY, n=NAME, t=TRUTH),
    written("create policy {p} on {n} for select with check ({t})", p=POLICY, n=NAME, t=TRUTH),
    written("alter policy {p} on {n} rename to {q}", p=POLICY, n=NAME, q=POLICY),
    written("alter policy {p} on {n} with check ({t})", p=POLICY, n=NAME, t=TRUTH),
    written("drop policy {i}{p} on {n}", i=IF, p=POLICY, n=NAME),
    written("create schema {o}app", o=IF_NOT),
    written("drop schema {i}app{c}", i=IF, c=CASCADE),
    written("set search_path to {s}", s=st.sampled_from(["app", "public", "app, public", "missing", "default"])),
    written("grant select on {n} to {r}", n=NAME, r=st.sampled_from(["anon", "public", "service_role"])),
    written("revoke all on {n} from anon, authenticated", n=NAME),
    st.sampled_from(["begin", "commit", "rollback", "savepoint s", "rollback to s", "release s", "reset search_path"]),
)
MIGRATION = st.lists(STATEMENT, min_size=1, max_size=12).map(lambda lines: "".join(f"{line};\n" for line in lines))
BASE = "create schema app; create table a (id int); create table b (id int); alter table b enable row level security;"


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(MIGRATION, min_size=1, max_size=3))
def test_the_replay_knows_what_postgresql_does(server: Server, migrations: list[str]) -> None:
    migrations = [BASE, *migrations]
    truth, errors = server.after(migrations, ())
    found = supabase(migrations)
    refused = [remark for remark in remarks(found) if remark[0] == "refused"]
    assert bool(errors) == bool(refused), (errors, refused)
    assert not problems(found)
    assert differences(tables(found), truth, unknown=bool(errors)) == []


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(STATEMENT, min_size=1, max_size=25))
def test_of_what_postgresql_takes_nothing_is_unknown(server: Server, statements: list[str]) -> None:
    """Only what runs is kept, one statement after another, so that long sequences are exact."""
    name = server.database()
    kept = [BASE]
    try:
        server.sql(name, BASE)
        for statement in statements:
            if statement.startswith(("set", "begin", "commit", "rollback", "savepoint", "release", "reset")):
                continue
            done = server.psql(name, statement + ";")
            refused = "ERROR" in done.stderr
            ours = [r for r in remarks(supabase([*kept, statement])) if r[0] == "refused"]
            assert refused == bool(ours), (kept, statement, done.stderr)
            if not refused:
                kept.append(statement)
        assert differences(tables(supabase(kept)), server.tables(name)) == []
    finally:
        server.drop(name)

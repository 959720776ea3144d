"""What the scanner says of folders of migrations, at which place, and of files that nobody can read."""

import time

import pytest

from auditor.evidence.migrations import Migrations
from auditor.evidence.scanner import File
from auditor.evidence.sql.constants import always_true
from auditor.evidence.sql.tokens import Tokens
from tests.evidence.sql.postgres import Server
from tests.evidence.sql.scanning import problems, remarks, scan, supabase, tables
from tests.evidence.sql.test_against_postgresql import CASES

SECURE = "create table t (id int, owner uuid);\nalter table t enable row level security;\n"


def only(migration: str) -> tuple[bool | None, tuple[str, ...] | None, tuple[str, ...] | None]:
    (table,) = tables(supabase([SECURE + migration]))
    return table.row_level_security, table.policies, table.always_true


def test_a_table_without_row_level_security_is_found_at_its_line() -> None:
    (table,) = tables(supabase(["-- one\ncreate table\n  public.open (id int);"]))
    assert (table.exposed, table.row_level_security, table.policies) == (True, False, ())
    assert (table.location.file, table.location.line, table.location.column) == (
        "supabase/migrations/0000_step.sql",
        3,
        3,
    )


def test_the_place_of_what_was_switched_off_is_where_that_happened() -> None:
    (table,) = tables(supabase([SECURE, "\nalter table t disable row level security;"]))
    assert (table.location.file, table.location.line) == ("supabase/migrations/0001_step.sql", 2)


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("true", True),
        ("(true)", True),
        ("((1 = 1))", True),
        ("'t'::boolean", True),
        ("cast('yes' as boolean)", True),
        ("(select true)", True),
        ("not false", True),
        ("1 <> 2 and 'a' = 'a'", True),
        ("true or owner is null", True),
        ("null is null", True),
        ("'a' is not null", True),
        ("false", False),
        ("1 = 2", False),
        ("null", False),
        ("null = null", False),
        ("not true", False),
        ("true and owner is null", False),
        ("owner = auth.uid()", False),
        ("auth.role() = 'authenticated'", False),
        ("exists (select from auth.users)", False),
        ("id in (1, 2)", False),
        ("'abc' ~ 'a'", None),
        ("2 > all (array[1])", None),
        ("length('a') = 1", None),
    ],
)
def test_always_true_is_what_postgresql_makes_of_it(server: Server, expression: str, answer: bool | None) -> None:
    assert always_true(list(Tokens(expression))) is answer
    if answer is not None:
        # A row that is no user's: what is true for it and for all is true for it.
        row = "(values (7, '00000000-0000-0000-0000-000000000001'::uuid)) as row (id, owner)"
        truth = server.sql("supabase", f"select coalesce(({expression}), false) from {row}")
        assert truth == ("t" if answer else "f")


def test_policies_that_let_every_row_pass_are_named_with_their_place() -> None:
    found = supabase(
        [
            SECURE + "create policy a on t for select using (true);\n"
            "create policy b on t for update using (owner = auth.uid()) with check (1=1);\n"
            "create policy c on t as restrictive using (true);\n"
            "create policy d on t to service_role using (true);\n"
            "create policy e on t;\n"
            "create policy f on t using (auth.role() = 'authenticated');\n"
            "create policy g on t using ((auth.jwt() -> 'user_metadata' ->> 'admin')::boolean);\n"
        ]
    )
    (table,) = tables(found)
    assert table.policies == tuple("abcdefg")
    assert table.always_true == ("a", "b")
    assert [(name, place.line) for name, place in table.places][:2] == [("a", 3), ("b", 4)]
    assert remarks(found) == [("any_user", "public.t.f", 8), ("user_metadata", "public.t.g", 9)]


def test_views_that_pass_by_row_level_security_are_remarked() -> None:
    found = supabase(
        [
            SECURE + "create policy p on t using (owner = auth.uid());\n"
            "create view mine with (security_invoker = true) as select * from t;\n"
            "create view theirs as select * from t;\ncreate materialized view copied as select * from t;\n"
            "create schema private; create view private.hidden as select * from t;"
        ]
    )
    assert remarks(found) == [("materialized_view", "public.copied", 6), ("view_as_owner", "public.theirs", 5)]


DEFINER = "create {}function {}({}) returns int language sql security definer as $$ select 1 $$;"


@pytest.mark.parametrize(
    ("migration", "expected"),
    [
        (DEFINER.format("", "f", ""), [("definer", "public.f", 1)]),
        ("create function f() returns int language sql as $$ select 1 $$;", []),
        (DEFINER.format("", "f", "") + "drop function f;", []),
        (DEFINER.format("", "f", "") + "alter function f() security invoker;", []),
        (DEFINER.format("", "f", "").replace(" security definer", "") + "alter function f() security definer;",
         [("definer", "public.f", 1)]),
        (DEFINER.format("", "f", "") + DEFINER.format("or replace ", "f", "").replace("security definer", ""), []),
        (DEFINER.format("", "f", "") + DEFINER.format("", "f", "a int").replace("security definer", ""),
         [("definer", "public.f", 1)]),
        ("begin;" + DEFINER.format("", "f", "") + "rollback;", []),
        ("create schema private;" + DEFINER.format("", "private.f", ""), []),
        ("create function f() returns trigger language plpgsql security definer as $$ begin return new; end $$;", []),
    ],
)  # fmt: skip
def test_functions_with_their_owners_rights_are_remarked(
    server: Server, migration: str, expected: list[tuple[str, str, int]]
) -> None:
    assert server.after([migration])[1] == ""
    assert remarks(supabase([migration])) == expected


def test_row_level_security_without_a_policy_is_remarked() -> None:
    assert remarks(supabase([SECURE])) == [("no_policy", "public.t", 1)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("alter table t disable row level security;", (None, (), ())),
        ("alter table t enable row level security;", (True, (), ())),
        ("if true then create policy p on public.t using (true); end if;", (True, None, None)),
        ("execute 'drop policy p on ' || quote_ident('t');", (True, None, None)),
        ("execute format('alter table %I disable row level security', 't');", (None, (), ())),
        ("execute sent;", (None, None, None)),
        ("create type mood as enum ('ok'); exception when others then null;", (True, (), ())),
        ("execute 'create index on t (id)';", (True, (), ())),
        ("update t set id = 1; perform 1;", (True, (), ())),
    ],
)
def test_what_runs_inside_a_do_is_not_judged(body: str, expected: object) -> None:
    migration = f"do $$ begin {body} end $$;"
    assert only(migration) == expected
    said = [kind for kind, _, _ in remarks(supabase([SECURE + migration])) if kind == "dynamic"]
    assert bool(said) == (expected != (True, (), ()) or "enable" in body)


def test_a_function_that_holds_ddl_may_run_later() -> None:
    body = "begin alter table t disable row level security; end"
    made = f"create function f() returns void language plpgsql as $$ {body} $$;"
    assert only(made + "alter table t enable row level security;")[0] is None
    assert only(made + "drop function f(); alter table t enable row level security;")[0] is True


@pytest.mark.parametrize(
    ("tail", "column"),
    [
        ("create table u (id int); select 'open", 33),
        ("/* open", 1),
        ("select $x$ open", 8),
        ("create table u (id int", 16),
        ('alter table "t', 13),
        ("select 1); drop table t;", 9),
        ("select 1;\0 drop table t;", 10),
        ("(" * 200_000, 200_000),
        ("set standard_conforming_strings = off; select '\\'; drop table t; --';", 35),
    ],
)
def test_what_follows_what_cannot_be_read_is_unknown(tail: str, column: int) -> None:
    found = supabase([SECURE, "\n" + tail])
    (problem,) = problems(found)
    place = problem.location
    assert place is not None
    assert (place.file, place.line, place.column) == ("supabase/migrations/0001_step.sql", 2, column)
    for table in tables(found):
        assert (table.row_level_security, table.policies) == (None, None)


def test_large_files_do_not_stall() -> None:
    text = SECURE + "insert into t values (1, null); -- 'it\n" * 60_000 + "create table u (a int default (1));\n" * 1
    started = time.process_time()
    assert len(tables(supabase([text + "(" * 5_000 + ")" * 5_000 + ";"]))) == 2
    assert time.process_time() - started < 60
    deep = "create policy p on t using (" + "(" * 100_000 + "true" + ")" * 100_000 + ");"
    assert only(deep)[1:] == (("p",), None)


def test_the_configuration_says_which_schemas_are_exposed() -> None:
    sql = "create schema app; grant usage on schema app to anon; create table app.a (id int); create table b (id int);"
    sql += "grant select on app.a to anon;"

    def exposed(config: str | None) -> list[bool | None]:
        files = {"supabase/migrations/1.sql": sql, "supabase/seed.sql": "create table seed (id int);"}
        if config is not None:
            files["supabase/config.toml"] = config
        found = scan(files)
        assert len(problems(found)) == (config == "[api")
        return [table.exposed for table in tables(found)]

    assert exposed(None) == [False, True]
    assert exposed('[api]\nschemas = ["app"]') == [True, False]
    assert exposed('[api]\nenabled = false\nschemas = ["app"]') == [False, False]
    assert exposed('[api]\nschemas = ["env(X)"]') == [None, None]
    assert exposed("[api") == [None, None]
    plain = scan({"db/migrations/1.sql": "create role anon; create table c (id int);" + sql})
    assert [table.exposed for table in tables(plain)] == [True, None, None]


def test_folders_are_databases_of_their_own_in_their_own_order() -> None:
    secure = "alter table t enable row level security;"
    found = scan(
        {
            "apps/a/prisma/migrations/2_b/migration.sql": secure,
            "apps/a/prisma/migrations/1_a/migration.sql": "create table t (id int);",
            "drizzle/0001_x.sql": "create table t (id int);",
            "drizzle/0000_y.sql": "drop table t; create table kept (id int);",
            "drizzle/0002_not_in_the_journal.sql": secure,
            "drizzle/meta/_journal.json": '{"dialect": "postgresql", "entries": [{"idx": 0, "tag": "0001_x"}, '
            '{"idx": 1, "tag": "0000_y"}]}',
            "db/migrate/10_b.sql": secure,
            "db/migrate/9_a.sql": "create table t (id int);",
            "db/migrate/10_b.down.sql": "drop table t;",
            "db/schema.sql": "create table t (id int); create table copied (id int);",
            "goose/migrations/1.sql": "-- +goose Up\ncreate table t (id int);\n-- +goose Down\ndrop table t;\n",
            "tests/migrations/1.sql": "create table fixture (id int);",
            "lite/migrations/1.sql": "create table `t` (id integer primary key autoincrement);",
        }
    )
    assert [(t.location.file.split("/")[0], t.name, t.row_level_security) for t in tables(found)] == [
        ("apps", "t", True),
        ("db", "t", True),
        ("drizzle", "kept", False),
        ("goose", "t", False),
    ]
    assert remarks(found)[-1] == ("not_postgresql", "lite/migrations", 1)
    assert not problems(found)


STATE = "create table public.kept (id int);"


@pytest.mark.parametrize(
    ("path", "beside", "read"),
    [
        ("schema.sql", (), True),
        ("db/structure.sql", (), True),
        ("docker/init.sql", (), True),
        ("ops/docker-entrypoint-initdb.d/10-tables.sql", (), True),
        ("supabase/schemas/10_kept.sql", (), True),
        ("schema.sql", ("db/migrate/1_a.sql",), False),
        ("db/schema.sql", ("migrations/1_a.sql",), False),
        ("db/structure.sql", ("db/migrate/1_a.sql",), False),
        ("supabase/schemas/kept.sql", ("supabase/migrations/1_a.sql",), False),
        ("apps/a/schema.sql", ("apps/b/migrations/1_a.sql",), True),
        ("apps/a/db/schema.sql", ("apps/a/migrations/1_a.sql",), False),
        ("seeds/data.sql", (), False),
        ("tests/schema.sql", (), False),
    ],
)
def test_a_state_counts_where_no_migrations_of_it_are(path: str, beside: tuple[str, ...], read: bool) -> None:
    found = scan({path: STATE, **dict.fromkeys(beside, "create table made (id int);")})
    names = [table.name for table in tables(found)]
    assert sorted(names) == (["kept"] if read else []) + ["made"] * len(beside)
    assert not problems(found)


def test_the_schemas_of_supabase_are_one_database_that_its_api_serves() -> None:
    found = scan({
        "supabase/schemas/2_rows.sql": "alter table a enable row level security; create table b (id int);",
        "supabase/schemas/1_a.sql": "create table a (id int);",
    })  # fmt: skip
    assert [(t.name, t.exposed, t.row_level_security) for t in tables(found)] == [("a", True, True), ("b", True, False)]


ROWS = """create schema held; create table held.many (id int, note text);
insert into held.many values (1, E'a;\\\\.b''(');"""


def test_a_dump_is_read_as_the_database_it_was_made_of(server: Server) -> None:
    """Each accepted case, dumped by PostgreSQL's own program: the dump gives what the migrations gave."""
    made = 0
    for path in CASES:
        database = server.database()
        try:
            for step in path.read_text(encoding="utf-8").split("-- next\n"):
                server.psql(database, step)
            server.psql(database, ROWS)
            truth, dump = server.tables(database), server.dump(database)
        finally:
            server.drop(database)
        assert "COPY held.many" in dump
        found = scan({"schema.sql": dump})
        ours = {(t.schema, t.name): (t.row_level_security, list(t.policies or ())) for t in tables(found)}
        theirs = {(row["schema"], row["name"]): (row["rls"], row["policies"]) for row in truth}
        assert theirs.items() <= ours.items(), path.stem
        assert not problems(found)
        made += len(theirs)
    assert made > 40


def test_a_dump_may_connect_first() -> None:
    found = scan({"init.sql": "create database app;\n\\restrict x\n\\connect app\ncreate table a (id int);"})
    assert [(t.name, t.row_level_security) for t in tables(found)] == [("a", False)]
    assert not remarks(found)
    later = scan({"init.sql": "create table a (id int);\n\\connect app\ncreate table b (id int);"})
    assert [(t.name, t.row_level_security) for t in tables(later)] == [("a", None), ("b", False)]
    assert [kind for kind, _, _ in remarks(later)] == ["dynamic"]


def test_of_a_state_that_was_cut_nothing_is_known() -> None:
    scanner = Migrations()
    list(scanner.see(File("schema.sql", STATE, cut=True)))
    (table,) = tables(scanner.finish())
    assert (table.row_level_security, table.policies) == (None, None)

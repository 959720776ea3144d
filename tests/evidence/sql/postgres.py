"""A PostgreSQL of one's own, on a socket in a temporary folder: what it holds after migrations is the truth."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

PRELUDE = """
create role anon; create role authenticated; create role service_role bypassrls;
grant anon, authenticated to postgres;
"""
DATABASE = """
create schema auth; create schema storage; create schema realtime; create schema extensions;
create table auth.users (id uuid primary key, email text, raw_user_meta_data jsonb);
alter table auth.users enable row level security;
create table storage.buckets (id text primary key); alter table storage.buckets enable row level security;
create table storage.objects (id uuid primary key, bucket_id text, owner uuid, name text);
alter table storage.objects enable row level security;
create table realtime.messages (id uuid); alter table realtime.messages enable row level security;
create function auth.uid() returns uuid language sql stable as $$ select null::uuid $$;
create function auth.role() returns text language sql stable as $$ select 'anon' $$;
create function auth.jwt() returns jsonb language sql stable as $$ select '{}'::jsonb $$;
grant usage on schema public, auth, storage, realtime to anon, authenticated, service_role;
grant all on storage.objects, storage.buckets to anon, authenticated;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
create publication supabase_realtime;
"""
CATALOGUE = """
select coalesce(json_agg(row_to_json(t)), '[]') from (
  select n.nspname as schema, c.relname as name, c.relrowsecurity as rls,
    coalesce((select json_agg(p.policyname order by p.policyname collate "C") from pg_policies p
      where p.schemaname = n.nspname and p.tablename = c.relname), '[]') as policies,
    exists (select from unnest(array['anon', 'authenticated']) r where has_schema_privilege(r, n.oid, 'usage')
      and (has_any_column_privilege(r, c.oid, 'select, insert, update')
        or has_table_privilege(r, c.oid, 'delete'))) as granted
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'auth', 'realtime')
    and (n.nspname <> 'storage' or c.relname not in ('buckets', 'objects'))
) t
"""


def binaries() -> Path | None:
    """The folder of `initdb`, None where there is no PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    name = shutil.which("initdb")
    return found[-1].parent if found else Path(name).parent if name else None


class Server:
    """A running cluster. Each database is made from one that has what Supabase has."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs, self._made = folder, programs, 0
        self._user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            shutil.chown(folder, self._user)
        self._run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses="
        self._run("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", f"{quick} -k {folder}", "start")
        self.sql("postgres", PRELUDE)
        self.sql("postgres", "create database supabase")
        self.sql("supabase", DATABASE)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        ahead = ["runuser", "-u", self._user, "--"] if os.getuid() == 0 else []
        command = [*ahead, str(self._programs / program), *arguments]
        output = f"{self._folder}/{program}.out"
        if program == "psql":
            return subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=self._folder)
        # A server keeps the pipes of what starts it open: its output goes to a file.
        with Path(output).open("w") as file:
            return subprocess.run(command, stdout=file, stderr=file, text=True, check=True, cwd=self._folder)

    def psql(self, database: str, text: str, *options: str) -> subprocess.CompletedProcess[str]:
        arguments = ("-X", "-q", "-h", str(self._folder), "-U", "postgres", "-d", database, *options, "-f", "-")
        return self._run("psql", *arguments, text=text)

    def sql(self, database: str, text: str) -> str:
        done = self.psql(database, text, "-A", "-t", "-v", "ON_ERROR_STOP=1")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def database(self) -> str:
        self._made += 1
        name = f"made_{self._made}"
        self.sql("postgres", f"create database {name} template supabase")
        return name

    def drop(self, database: str) -> None:
        self.sql("postgres", f"drop database {database}")

    def dump(self, database: str) -> str:
        """The whole database as `pg_dump` writes it."""
        self._run("pg_dump", "-h", str(self._folder), "-U", "postgres", "-d", database)
        return (self._folder / "pg_dump.out").read_text(encoding="utf-8")

    def tables(self, database: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.sql(database, CATALOGUE))
        return sorted(rows, key=lambda row: (row["schema"], row["name"]))

    def after(
        self, migrations: Iterable[str], options: Sequence[str] = ("-v", "ON_ERROR_STOP=1")
    ) -> tuple[list[dict[str, Any]], str]:
        """What the database holds after migrations, each in a session, and all that the server complained of."""
        name = self.database()
        try:
            complaints = [self.psql(name, text, *options).stderr for text in migrations]
            errors = "\n".join(line for text in complaints for line in text.splitlines() if "ERROR" in line)
            return self.tables(name), errors
        finally:
            self.drop(name)

"""The same workspace gives the same bytes: whatever the machine, the names of files and the order of keys."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.audit import audit
from auditor.formats import findings_json
from tests.properties.drawn import Drawn, drawn, shown, writer_of
from tests.properties.styled import yaml_of
from tests.reference.workspaces import AS_OF, dump
from tests.reference.writer import Entry, Writer

ROOT = Path(__file__).resolve().parents[2]
MACHINES = [
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati"},
    {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/Los_Angeles", "LANG": "de_DE"},
    {"PYTHONHASHSEED": "99", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "COLUMNS": "40", "NO_COLOR": "1"},
]
MANY = """
import sys
from auditor.cli.main import main
for folder in sys.argv[2:]:
    for form in ("json", "text"):
        main(["check", folder, "--format", form, "--as-of", sys.argv[1]])
    main(["diagram", folder, "--format", "dot", "--as-of", sys.argv[1]])
"""


def output(arguments: list[str], machine: dict[str, str], folder: Path = ROOT) -> bytes:
    """What Python prints with these arguments, on such a machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **machine},
        capture_output=True,
        check=False,
    )
    assert run.returncode in (0, 1), run.stderr.decode()
    assert not run.stderr, run.stderr.decode()
    return run.stdout


def check(form: str, directory: str) -> list[str]:
    return ["-m", "auditor", "check", directory, "--format", form, "--as-of", AS_OF.isoformat()]


def without_places(report: str | bytes) -> Any:
    """A JSON report less what may differ when files and lines do."""
    document = json.loads(report)
    for finding in document["findings"]:
        del finding["location"], finding["related"]
    return document


# --- the workspace of this repository


@pytest.mark.parametrize("form", ["json", "text"])
def test_leanos_on_every_machine(form: str, tmp_path: Path) -> None:
    """From inside, from above and from elsewhere; the place of the workspace is no part of a report."""
    wanted = output(check(form, "."), MACHINES[0])
    assert len(wanted) > 1000
    elsewhere = [(".", ROOT), (ROOT.name, ROOT.parent), (str(ROOT), tmp_path)]
    for machine, (directory, folder) in zip(MACHINES[1:], elsewhere, strict=True):
        assert output(check(form, directory), machine, folder) == wanted, machine


def leanos() -> Drawn:
    """All that its files say, by another reader than ours."""
    merged: tuple[Entry, Entry] = ({}, {})
    for folder, content in zip(("dataflows", "policy"), merged, strict=True):
        for file in sorted((ROOT / folder).rglob("*.yaml")):
            for section, entries in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader).items():
                if isinstance(entries, dict):
                    content.setdefault(section, {}).update(entries)
                else:
                    content.setdefault(section, []).extend(entries)
    return merged


@pytest.mark.parametrize("seed", range(6))
def test_leanos_in_other_files(seed: int, tmp_path: Path) -> None:
    wanted = findings_json.render(audit(ROOT, AS_OF))
    scatter(leanos(), writer_of(seed), tmp_path)
    found = findings_json.render(audit(tmp_path, AS_OF))
    assert without_places(found) == without_places(wanted)


# --- drawn ones


def scatter(workspace: Drawn, write: Writer, directory: Path) -> None:
    """The entries in any file, in any order, their keys in any order, in any style of YAML."""
    for folder, content in zip(("dataflows", "policy"), workspace, strict=True):
        names = ["a.yaml", "z.yml", "deep/er/b.YAML", "deep/a.yml"][: write.number(1, 4)]
        files: dict[str, Entry] = {name: {} for name in names}
        for section, name, entry in _entries(content, write):
            file = files[write.pick(names)]
            if name is None:
                file[section] = entry
            else:
                file.setdefault(section, {})[name] = entry
        for name, said in files.items():
            if said:
                path = directory / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_bytes(said, write))


def _entries(content: Entry, write: Writer) -> Iterator[tuple[str, str | None, Any]]:
    """Each entry of each section; the sections that are not keyed by ids whole."""
    every: list[tuple[str, str | None, Any]] = []
    for section, entries in content.items():
        whole = section in ("organization", "extends")
        every += [(section, None, entries)] if whole else [(section, name, entries[name]) for name in entries]
    while every:
        yield every.pop(write.number(0, len(every) - 1))


def _bytes(said: Entry, write: Writer) -> bytes:
    """A file: with or without a byte order mark, with the line ends of some system."""
    text = yaml_of(said, write, shuffle=True)
    assert yaml.load(text, yaml.BaseLoader) == said, "the emitter changed it"
    ends = write.pick(["\n", "\n", "\r\n"])
    return write.pick([b"", b"\xef\xbb\xbf"]) + text.replace("\n", ends).encode()


def test_drawn_ones_in_other_files(tmp_path: Path) -> None:
    for seed, workspace in drawn(40, start=20_000):
        write = writer_of(seed)
        places = [tmp_path / f"{seed}-{number}" for number in range(3)]
        dump(*workspace, places[0])
        for place in places[1:]:
            scatter(workspace, write, place)
        reports = [without_places(findings_json.render(audit(place, AS_OF))) for place in places]
        assert reports[0] == reports[1] == reports[2], f"seed {seed}\n{shown(workspace)}"


def test_drawn_ones_under_two_hash_seeds(tmp_path: Path) -> None:
    """JSON, text and DOT, byte for byte."""
    for seed, workspace in drawn(20, start=21_000):
        dump(*workspace, tmp_path / str(seed))
    folders = sorted(str(path) for path in tmp_path.iterdir())
    arguments = ["-c", MANY, AS_OF.isoformat(), *folders]
    first, second = (output(arguments, machine) for machine in MACHINES[1:3])
    assert len(first) > 10_000
    assert first == second


def test_the_digest_is_of_the_content(tmp_path: Path) -> None:
    """The same words give the same digest, another word another."""
    _, workspace = next(drawn(1, start=22_000))
    digests = set()
    for number, title in enumerate(["A rule", "A rule", "Another rule"]):
        name = next(iter(workspace[1]["rules"]))
        workspace[1]["rules"][name]["title"] = title
        dump(*workspace, tmp_path / str(number))
        digests.add(json.loads(findings_json.render(audit(tmp_path / str(number), AS_OF)))["workspace"])
    assert len(digests) == 2

"""Several processes read what one would, and whatever becomes of them, nothing is lost.

Each test runs in a process of its own without threads, as the command does: only such a one is doubled.
"""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.source import REFUSED

ROOT = Path(__file__).resolve().parents[2]

BEGIN = """
import os, signal, sys
from pathlib import Path
from auditor.workspace import shares
shares.LEAST = 1
shares._processes = lambda: 3
here = os.getpid()
"""


def python(code: str, *arguments: str) -> str:
    """What a program prints, which ends well and says nothing else."""
    command = [sys.executable, "-W", "error", "-c", BEGIN + code, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_results_come_in_order_from_several_processes() -> None:
    code = """
found = shares.shared(lambda item: (item, os.getpid()), list(range(100)), [1] * 100)
print([item for item, _ in found] == list(range(100)), len({process for _, process in found}), found[0][1] == here)
"""
    assert python(code) == "True 3 True\n"


@pytest.mark.parametrize(
    "death",
    ["os._exit(7)", "os.kill(os.getpid(), signal.SIGKILL)", "raise MemoryError", "return lambda: 'no pickle'"],
)
def test_the_share_of_a_process_that_ends_early_is_worked_again(death: str) -> None:
    code = f"""
def work(item):
    if item == 90 and os.getpid() != here:
        {death}
    return item * 2
print(shares.shared(work, list(range(100)), [1] * 100) == [2 * item for item in range(100)])
"""
    assert python(code) == "True\n"


def test_a_part_of_a_result_is_none() -> None:
    """Wherever a process was stopped while it wrote."""
    code = """
import io
items = list(range(100))
whole = shares.pickle.dumps(["x" * item for item in items], shares.pickle.HIGHEST_PROTOCOL)
real = os.waitpid
os.waitpid = lambda *_: None
ends = [shares._end(shares._Helper(0, io.BytesIO(whole[:length]))) for length in range(len(whole))]
os.waitpid = real
print(set(map(type, ends)), shares.pickle.loads(whole) == ["x" * item for item in items])
cut = shares.pickle.dump
shares.pickle.dump = lambda what, results, protocol: results.write(shares.pickle.dumps(what, protocol)[:-5])
print(shares.shared(str, items, [1] * 100) == [str(item) for item in items])
"""
    assert python(code) == "{<class 'NoneType'>} True\nTrue\n"


def test_where_no_process_can_begin_one_does_all() -> None:
    for broken in ("fork", "pipe"):
        code = f"""
def refuse(*_):
    raise OSError("no more")
os.{broken} = refuse
print(shares.shared(str, list(range(100)), [1] * 100) == [str(item) for item in range(100)])
"""
        assert python(code) == "True\n"


def test_an_error_is_raised_here() -> None:
    code = """
try:
    shares.shared(lambda item: 1 // (90 - item), list(range(100)), [1] * 100)
except ZeroDivisionError:
    print("raised")
"""
    assert python(code) == "raised\n"


def test_no_process_is_left_behind() -> None:
    code = """
shares.shared(str, list(range(100)), [1] * 100)
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("none")
"""
    assert python(code) == "none\n"


def test_threads_keep_it_to_one_process() -> None:
    code = """
import importlib, threading
processes = importlib.reload(shares)._processes
alone = processes()
waits = threading.Event()
threading.Thread(target=waits.wait).start()
print(alone >= 1, processes())
waits.set()
"""
    assert python(code) == "True 1\n"


def test_shares_are_runs_of_about_the_same_size() -> None:
    code = """
sizes = [5, 1, 1, 1, 90, 1, 1, 40, 40, 20]
for count in (1, 2, 3, 4, 9):
    found = shares._shares(list(range(10)), sizes, count)
    assert [item for share in found for item in share] == list(range(10)) and len(found) <= count, found
print([list(share) for share in shares._shares(list(range(10)), sizes, 2)], shares._shares([], [], 4))
"""
    assert python(code) == "[[0, 1, 2, 3, 4, 5, 6], [7, 8, 9]] [[]]\n"


AUDITED = """
from datetime import date
from auditor.audit import audit
from auditor.formats import findings_json, problems
from auditor.location import InvalidInput
seen = set()
real = shares.pickle.load
def load(results):
    seen.add(1)
    return real(results)
shares.pickle.load = load
for root in map(Path, sys.argv[1:]):
    said = []
    for processes in (1, 3):
        shares._processes = lambda: processes
        try:
            said.append(findings_json.render(audit(root, date(2026, 11, 23))))
        except InvalidInput as invalid:
            said.append(problems.render_text(invalid.problems, invalid.line_of))
    assert said[0] == said[1], root
print("same" if seen else "never shared")
"""


def test_what_several_processes_read_is_what_one_reads() -> None:
    cases = [ROOT, ROOT / "tests/cases/leanos-mended", *sorted((ROOT / "tests/cases/input").iterdir())]
    assert python(AUDITED, *map(str, cases)) == "same\n"


def test_what_is_refused_is_the_same_wherever_it_was_read() -> None:
    assert pickle.loads(pickle.dumps([REFUSED]))[0] is REFUSED

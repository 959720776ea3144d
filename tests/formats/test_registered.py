"""What every format of `auditor check` has in common: the same bytes everywhere, and the exit code of the gate."""

from pathlib import Path

import pytest

from auditor.cli.check import FORMATS
from auditor.cli.main import main
from tests.formats.everything import EVERYTHING
from tests.properties.test_same_bytes import check, output


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_under_two_hash_seeds_and_from_another_folder(form: str, tmp_path: Path) -> None:
    first = output(check(form, str(EVERYTHING)), {"PYTHONHASHSEED": "1"}, tmp_path)
    second = output(check(form, "."), {"PYTHONHASHSEED": "2", "LC_ALL": "POSIX", "TZ": "Asia/Tokyo"}, EVERYTHING)
    assert first
    assert first == second


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_is_what_is_printed(
    form: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    arguments = ["check", str(EVERYTHING), "--format", form, "--as-of", "2026-11-23"]
    assert main(arguments) == 1
    printed = capfdbinary.readouterr()
    assert printed.err == b""
    assert main([*arguments, "--output", str(tmp_path / "report")]) == 1
    assert (tmp_path / "report").read_bytes() == printed.out

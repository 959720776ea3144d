"""The list of trackers is what the script makes of the package, and nothing else."""

import json
from pathlib import Path

from auditor.vocabulary.shipped import shipped
from tests.tools.trackers import CATEGORIES, TRACKERS, document

ENTITIES = [
    {"name": "One", "category": "ad", "domains": ["*.One.example", "www.one.example", "ads.two.example"]},
    {"name": "Two", "category": "analytics", "domains": ["*.two.example", "ads.two.example", "*.x.*.example"]},
    {"name": "Fonts", "category": "cdn", "domains": ["*.fonts.example"]},
]


def test_it_keeps_those_that_follow_people(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "entities-nostats.json").write_text(json.dumps(ENTITIES), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"version": "9.9.9"}', encoding="utf-8")
    made = document(tmp_path, "2026-01-02")
    assert made["as_of"] == "2026-01-02"
    assert "third-party-web 9.9.9" in made["source"][0]
    assert {category: known for category, known in made["trackers"].items() if known} == {
        "ad": {"one.example": "One", "ads.two.example": "One"},
        "analytics": {"two.example": "Two"},
    }


def test_the_file_has_its_categories_and_fits_in_little() -> None:
    assert sorted(shipped("trackers")["trackers"]) == sorted(CATEGORIES)
    assert TRACKERS.stat().st_size < 120_000

"""Makes `auditor/data/trackers.json` from the npm package third-party-web: `make catalog` calls it.

    python -m tests.tools.trackers FOLDER DATE

FOLDER is the unpacked package, DATE the day that it was fetched.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TRACKERS = ROOT / "auditor" / "data" / "trackers.json"
CATEGORIES = ("ad", "analytics", "customer-success", "marketing", "social", "tag-manager")
"""Of its categories those that follow people. The others (CDNs, fonts, hosting, videos …) say too little."""


def trackers(entities: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Category -> domain -> name. A domain stands for all hosts below it; it is the first's that names it."""
    found: dict[str, dict[str, str]] = {category: {} for category in CATEGORIES}
    seen: set[str] = set()
    for entity in entities:
        for written in entity["domains"] if entity["category"] in found else ():
            domain = written.removeprefix("*.").lower()
            if (
                domain not in seen and "*" not in domain and not domain.startswith("www.")
            ):  # www: a page that people read, and link to
                seen.add(domain)
                found[entity["category"]][domain] = entity["name"]
    return found


def document(folder: Path, day: str) -> dict[str, Any]:
    """All that the file holds."""
    version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    entities = json.loads((folder / "dist" / "entities-nostats.json").read_text(encoding="utf-8"))
    return {
        "as_of": day,
        "source": [
            f"From the npm package third-party-web {version}, Copyright (c) 2019 Patrick Hulce, under the MIT license.",
            "The text of the license stands in NOTICE.md beside this file.",
            f"Kept are the categories {', '.join(CATEGORIES)}, as it files them; hosts that begin with www are not.",
        ],
        "trackers": trackers(entities),
    }


if __name__ == "__main__":
    made = document(Path(sys.argv[1]), sys.argv[2])
    TRACKERS.write_text(json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{sum(map(len, made['trackers'].values())):,} domains in {TRACKERS.relative_to(ROOT)}")

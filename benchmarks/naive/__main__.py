"""The command: `python -m benchmarks.naive check DIR`. As such programs do, it imports all it has at the top."""

from __future__ import annotations

import json
from pathlib import Path

import graphviz
import jinja2
import networkx
import pydantic
import typer
from rich.console import Console

from benchmarks.naive.audit import audit

TEMPLATE = jinja2.Template("""{% for finding in findings -%}
{{ finding.state }}: {{ finding.title }}
  = id: {{ finding.id }}
{% endfor -%}
{{ findings | length }} findings
""")
USED = (graphviz, networkx, pydantic)
app = typer.Typer()


def about() -> None:
    """Audits data flows."""


def check(directory: Path, as_json: bool = typer.Option(False, "--json")) -> None:
    """Print every finding; exit 1 when there is one."""
    findings = audit(directory)
    if as_json:
        print(json.dumps([finding.id for finding in findings]))
    else:
        Console(width=120).print(TEMPLATE.render(findings=findings), markup=False, highlight=False)
    raise typer.Exit(1 if findings else 0)


app.callback()(about)
app.command()(check)

if __name__ == "__main__":
    app()

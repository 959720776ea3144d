"""Manifests of Kubernetes: images, variables, hosts, regions."""

from pathlib import Path

import pytest

from auditor.evidence.kubernetes import Kubernetes
from tests.evidence.shown import as_expected, problems, repository, shown

HERE = Path(__file__).parent
HEAD = "apiVersion: v1\nkind: ConfigMap\n"


def test_manifests_are_read_as_expected() -> None:
    as_expected(HERE, shown(Kubernetes, repository(HERE)))


def test_a_template_is_remarked_once_a_folder() -> None:
    files = {f"chart/templates/{name}.yaml": HEAD + "data: {{ .Values.data }}\n" for name in "abc"}
    assert shown(Kubernetes, files) == ["chart/templates/a.yaml:3: remark not_rendered"]


def test_braces_in_a_text_are_no_template() -> None:
    text = HEAD + 'data: {POSTHOG_KEY: "{{ name }}"}\n'
    assert shown(Kubernetes, {"app.yaml": text}) == ["app.yaml:3: posthog env used POSTHOG_KEY"]


def test_look_alikes_are_nobody() -> None:
    own = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  containers: [{image: redis}, {image: ghcr.io/we/datadog}]\n"
    files = {
        "values.yaml": "image: datadog/agent\nenv: [{name: OPENAI_API_KEY}]\n",
        "app.yaml": own + "  env: [{name: LOG_LEVEL, value: mixpanel}]\n",
        "crd.yaml": "apiVersion: v1\nkind: CustomResourceDefinition\nspec: {url: 'https://api.mixpanel.com'}\n",
    }
    assert shown(Kubernetes, files) == []


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(12)
)


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("data: {a: [", "app.yaml:3:12 is not YAML"),
        ("data: " + "[" * 100_000, "nested deeper than 64 levels"),
        ("data: " + "{a: " * 100_000, "nested deeper than 64 levels"),
        (LAUGHS, "a huge text"),
        ("data: *nobody\n", "app.yaml:3:7 nothing has the anchor `nobody`"),
        ("data: &a [*a]\n", "nothing has the anchor `a`"),
        ("data: \x07\n", "a character that it does not allow"),
        ("data: {a: b\n---\n", "is not YAML"),
        ("\tdata: 1\n", "is not YAML"),
    ],
)
def test_what_cannot_be_read_is_a_problem(rest: str, message: str) -> None:
    found = problems(Kubernetes, {"app.yaml": HEAD + rest})
    assert len(found) == 1
    assert message in found[0]


def test_what_stands_before_the_trouble_is_seen() -> None:
    text = HEAD + "data: {POSTHOG_KEY: x}\n---\n" + HEAD + "data: [\n"
    seen = shown(Kubernetes, {"app.yaml": text})
    assert seen[0] == "app.yaml:3: posthog env used POSTHOG_KEY"
    assert "problem" in seen[1]


def test_tags_make_nothing() -> None:
    text = HEAD + "data: {POSTHOG_KEY: !!python/object/apply:os.system [exit 1], OTHER: !!binary aGk=}\n"
    assert shown(Kubernetes, {"app.yaml": text}) == ["app.yaml:3: posthog env used POSTHOG_KEY"]

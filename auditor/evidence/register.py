"""The register of scanners, in the order in which they see a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from auditor.evidence.ci import Ci
from auditor.evidence.cloudformation import CloudFormation
from auditor.evidence.compose import Compose
from auditor.evidence.env_files import EnvFiles
from auditor.evidence.javascript import JavaScript
from auditor.evidence.kubernetes import Kubernetes
from auditor.evidence.lineage import Lineage
from auditor.evidence.markup import Markup
from auditor.evidence.migrations import Migrations
from auditor.evidence.netlify import Netlify
from auditor.evidence.other_languages import OtherLanguages
from auditor.evidence.packages import Packages
from auditor.evidence.platforms import Platforms
from auditor.evidence.python import Python
from auditor.evidence.recipients import Recipients
from auditor.evidence.sbom import Sbom
from auditor.evidence.scanner import Scanner
from auditor.evidence.settings_files import SettingsFiles
from auditor.evidence.styles import Styles
from auditor.evidence.supabase_config import SupabaseConfig
from auditor.evidence.terraform import Terraform
from auditor.evidence.terraform_plan import TerraformPlan
from auditor.evidence.vercel import Vercel
from auditor.evidence.wrangler import Wrangler

PLAN, SBOM, LINEAGE = "plan", "sbom", "lineage"
"""What a file may be named as beside the scanned folder."""


ALONE: Final = (JavaScript, Python, OtherLanguages, Markup, Styles, SettingsFiles, EnvFiles)
"""The scanners to which each file tells all by itself: several processes may share their files."""


def scanners(who: Recipients, paths: Iterable[str], named: dict[str, Collection[str]]) -> list[Scanner]:
    """Every scanner, made anew: each may remember what it sees of one scan. `paths` are all files of it; `named` are
    the paths of files that were named as one of those above."""
    return [
        JavaScript(who),
        Python(who, paths),
        OtherLanguages(who),
        Markup(who),
        Styles(who),
        SettingsFiles(who),
        EnvFiles(who),
        Packages(who),
        TerraformPlan(who, named.get(PLAN, ())),
        Terraform(who),
        CloudFormation(who),
        Kubernetes(who),
        Compose(who),
        Vercel(who),
        Netlify(who),
        Wrangler(who),
        SupabaseConfig(who),
        Platforms(who),
        Ci(who),
        Sbom(who, named.get(SBOM, ())),
        Lineage(who, named.get(LINEAGE, ())),
        Migrations(),
    ]

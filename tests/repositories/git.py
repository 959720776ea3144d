"""Git repositories that tests make: of their own names and dates, and of no one's configuration."""

import os
import subprocess
from pathlib import Path

SHOP = """\
organization: {name: Shop}
data: {customer_data: {title: Customer Data}, photo: {title: Photos, is: [customer_data]}}
vendors:
  host: {name: Host, status: active, kind: edge_host, region: DE}
  mail: {name: Mail, status: active, kind: email, region: DE}
systems: {user: {kind: person}}
flows:
  user-to-host: {from: user, to: host, data: [photo], retention: none}
  user-to-mail: {from: user, to: mail, data: [photo], retention: none}
"""
RULES = """\
rules:
  keeps-nothing:
    title: Nothing is kept
    because: [it is said so]
    forbid: {flow: {data: customer_data, at_rest: true}}
"""
NO_FILE = "/nonexistent/gitconfig"
WHO = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "2026-11-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_COMMITTER_DATE": "2026-11-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": NO_FILE, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
}  # fmt: skip


class Repo:
    """A repository in a folder, and the workspace `below` it."""

    def __init__(self, root: Path, below: str = ".") -> None:
        self.root = root
        self.workspace = root / below
        self.at = WHO["GIT_COMMITTER_DATE"]
        """The moment of the next commit."""

    def git(self, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = ["git", "-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false", *arguments]
        who = WHO | {"GIT_COMMITTER_DATE": self.at}
        done = subprocess.run(command, cwd=self.root, env=kept | who, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
        return os.fsdecode(done.stdout).strip()

    def write(self, name: str, text: str) -> None:
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name: str, before: str, after: str) -> None:
        text = (self.workspace / name).read_text(encoding="utf-8")
        assert text.count(before) == 1, before
        self.write(name, text.replace(before, after))

    def commit(self, message: str = "change") -> str:
        """Commit all there is. Gives its name."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


def made(root: Path, below: str = ".") -> Repo:
    """A repository on the branch `main` with the shop in one commit."""
    root.mkdir(parents=True, exist_ok=True)
    repo = Repo(root, below)
    repo.git("init", "-q", "-b", "main")
    repo.write("dataflows/all.yaml", SHOP)
    repo.write("policy/all.yaml", RULES)
    repo.commit("first")
    return repo


def cloned(repo: Repo, to: Path, *options: str, below: str = ".") -> Repo:
    """A clone of it, as a server gives it."""
    repo.git("clone", "-q", *options, f"file://{repo.root}", str(to))
    return Repo(to, below)

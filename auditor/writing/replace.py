"""A file written whole or not at all, and never another file than the one that was meant."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def replace(path: Path, old: bytes | None, new: bytes) -> None:
    """Give a file new content, with the permissions that it had. `old` is what it is known to hold, None
    where there is no file yet.

    Raises OSError, and leaves the file as it is, when it is read-only, no regular file (a symbolic link,
    also one to a regular file), or holds something else by now.
    """
    before = _status(path)
    if before is None:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not stat.S_ISREG(before.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    elif not before.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only", str(path))
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    mode = 0o666 if before is None else 0o600
    file = os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb")
    try:
        with file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            _keep_owner(temporary, before)
            temporary.chmod(stat.S_IMODE(before.st_mode))
        if (path.read_bytes() if _status(path) else None) != old:
            raise OSError(errno.EBUSY, "the file has changed meanwhile", str(path))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _status(path: Path) -> os.stat_result | None:
    """What stands at a path itself; nothing is followed."""
    try:
        return path.lstat()
    except FileNotFoundError:
        return None


def _keep_owner(path: Path, before: os.stat_result) -> None:
    """The administrator writes for others, and they go on owning the file."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.chown(path, before.st_uid, before.st_gid)

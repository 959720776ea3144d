"""A real browser, driven over its DevTools protocol through a pipe: nothing to install but Chromium itself."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
    "--hide-scrollbars", "--force-color-profile=srgb",
)  # fmt: skip
SECONDS = 60.0


def installed() -> str | None:
    """The browser of this machine."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Browser:
    """A browser with one page. Everything that the page logs, asks for or is refused is kept."""

    def __init__(self, program: str) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_read, self._out = _pipe()
        self._in, to_write = _pipe()

        def connect() -> None:  # the browser reads from 3 and writes to 4
            os.dup2(to_read, 3)
            os.dup2(to_write, 4)

        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self._folder.name}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(3, 4), preexec_fn=connect, start_new_session=True,
        )  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def __enter__(self) -> "Browser":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._session = None
            self.send("Browser.close")
            self._process.wait(10)
        except (OSError, TimeoutError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait(10)
        os.close(self._out)
        os.close(self._in)
        self._folder.cleanup()

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask for something, and wait for the answer. Raises RuntimeError when it is refused."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        rest = memoryview(json.dumps(message).encode() + b"\0")
        while rest:  # a pipe takes only so much at once
            rest = rest[os.write(self._out, rest) :]
        while True:
            answer = self._next(SECONDS)
            if answer is None:
                raise TimeoutError(f"{method} was not answered")
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self, seconds: float) -> dict[str, Any] | None:
        """The next message; None when none comes. Events are kept."""
        end = time.monotonic() + seconds
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], max(end - time.monotonic(), 0))
            if not ready:
                return None
            read = os.read(self._in, 1 << 20)
            if not read:
                raise OSError("the browser has gone")
            self._buffer += read
        raw, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        if "method" in message:
            self.events.append(message)
        return message

    def wait(self, event: str, seconds: float = SECONDS) -> None:
        """Until something has happened since `events` was emptied."""
        end = time.monotonic() + seconds
        while not any(one["method"] == event for one in self.events):
            if self._next(max(end - time.monotonic(), 0)) is None:
                raise TimeoutError(f"{event} did not happen")

    def open(self, page: Path, address: str = "") -> None:
        """Load a file, from a fresh page, with something after `#`."""
        for url in ("about:blank", page.as_uri() + (f"#{address}" if address else "")):
            self.events.clear()
            self.send("Page.navigate", url=url)
            self.wait("Page.loadEventFired")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; of a promise, what it brings. Raises RuntimeError when it throws."""
        found = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"].get("exception", {}).get("description", "it threw"))
        return found["result"].get("value")

    def until(self, script: str, seconds: float = 10.0) -> Any:
        """Wait until an expression is true, and give its value."""
        end = time.monotonic() + seconds
        while not (found := self.run(script)):
            if time.monotonic() > end:
                raise TimeoutError(f"it never came true: {script}")
            time.sleep(0.05)
        return found

    def press(self, key: str, code: int = 0) -> None:
        """Press a key as a person does."""
        text = key if len(key) == 1 else {"Enter": "\r"}.get(key, "")
        about = {"key": key, "windowsVirtualKeyCode": code or CODES.get(key, ord(key[0].upper()))}
        self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **about)
        self.send("Input.dispatchKeyEvent", type="keyUp", **about)

    def click(self, find: str) -> None:
        """Click in the middle of an element, where a person would."""
        self.run(f"({find}).scrollIntoView({{block: 'center', behavior: 'instant'}})")
        at = self.run(f"(b => [b.x + b.width / 2, b.y + b.height / 2])(({find}).getBoundingClientRect())")
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)

    def size(self, width: int, height: int = 900) -> None:
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def colours(self, scheme: str = "", media: str = "") -> None:
        """Light or dark, screen or print; nothing moves by itself, so that a click goes where it is aimed."""
        wanted = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wanted.items()]
        self.send("Emulation.setEmulatedMedia", media=media, features=features)

    def picture(self, whole: bool = False) -> bytes:
        """What one sees, as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", captureBeyondViewport=whole)["data"])

    def paper(self) -> bytes:
        """The page printed, as PDF."""
        found = self.send("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(found["data"])

    def happened(self, keep: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        """The events since the page was opened that matter, with those that still come."""
        while self._next(0.2) is not None:
            pass
        return [one for one in self.events if keep(one)]


CODES = {
    "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Escape": 27, "Enter": 13, "Tab": 9, "+": 187,
    "-": 189, "0": 48,
}  # fmt: skip


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are not among the lowest numbers, which the browser wants."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in ends)
    for end in ends:
        os.close(end)
    return high[0], high[1]

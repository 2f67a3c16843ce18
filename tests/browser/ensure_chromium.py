"""Make sure that a Chromium is there for the browser tests, or say in one line that it is not.

Called by the Makefile before the tests. As root on a Debian-like system it installs the
distribution's own chromium; anywhere else, and whenever that fails, it says so and succeeds, and the
browser tests are skipped. Under CI=true a missing Chromium is a failure: a skipped test proves nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIMIT_S = 600


def chromium() -> str | None:
    """Path of the first Chromium on the PATH, None without one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> str:
    """Install Debian's chromium.

    Returns:
        Why it could not be done, empty when it was done.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "installing it takes root: apt-get install chromium"
    apt = shutil.which("apt-get")
    if apt is None:
        return "there is no apt-get here; put a chromium on the PATH"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # DejaVu (a dependency of chromium) draws most scripts; nothing recommended is needed.
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
        try:
            done = subprocess.run(
                [apt, *arguments], env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"apt-get {arguments[0]} did not finish ({type(error).__name__})"
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
            return f"apt-get {arguments[0]} failed: {last}"
    return ""


def main() -> int:
    """0 with a Chromium or without a way to get one; 1 without one under CI=true."""
    if chromium():
        return 0
    print("browser tests: installing chromium", file=sys.stderr)  # noqa: T201
    reason = install()
    if chromium():
        return 0
    required = os.environ.get("CI", "").lower() == "true"
    effect = "CI must have one" if required else "they are skipped"
    print(f"no chromium for the browser tests, {effect}; {reason}", file=sys.stderr)  # noqa: T201
    return 1 if required else 0


if __name__ == "__main__":
    sys.exit(main())

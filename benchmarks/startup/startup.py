"""CPU seconds of `import netinvest` and `netinvest --help`, against the interpreter alone and against pandas."""

from __future__ import annotations

import resource
import subprocess
import sys

LIMIT_S = 0.5
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import netinvest": ["-c", "import netinvest"],
    "import netinvest.case": ["-c", "import netinvest; netinvest.open_case"],
    "netinvest --help": ["-m", "netinvest.cli", "--help"],
    "import pandas": ["-c", "import pandas"],
}


def cpu_seconds(arguments: list[str]) -> float:
    """CPU of one fresh interpreter, user and system, best of five."""
    best = float("inf")
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return best


def main() -> int:
    """Print the times; 1 if a limit is broken."""
    times = {name: cpu_seconds(arguments) for name, arguments in COMMANDS.items()}
    for name, seconds in times.items():
        print(f"{name:24}{seconds:7.3f} s CPU  {seconds / times['import pandas']:5.2f} x pandas")
    slow = [name for name, seconds in times.items() if "netinvest" in name and seconds > LIMIT_S]
    print(f"limit {LIMIT_S} s: {'kept' if not slow else 'broken by ' + ', '.join(slow)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())

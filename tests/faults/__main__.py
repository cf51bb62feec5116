"""The checks that need more than the toolchain: python3 tests/faults sample|all [CHECK…]; .ci/faults prepares it.

Each is a process of its own, and they run side by side as far as they do not disturb each other. What one says is
printed when it has ended, in one piece. The environment is that of checks.py.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks import ALONE, CHECKS, SLEEPS, WORKS

# So many of those that compute: each of them does two things at a time.
AT_ONCE = 2


class Runs:
    """Runs of checks, and what came of them."""

    def __init__(self, mode, figures):
        self.mode, self.figures = mode, figures
        self.ended = {}  # name -> (held, seconds)
        self.printing = threading.Lock()

    def run(self, check):
        began = time.monotonic()
        words = [sys.executable, Path(__file__).with_name("checks.py"), self.mode, check.name]
        ran = subprocess.run(
            words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
            env=os.environ | {"COURANT_FIGURES": self.figures},
        )
        took = time.monotonic() - began
        self.ended[check.name] = (ran.returncode == 0, took)
        with self.printing:
            print(f"\n-- {check.name} ({took:.0f} s)\n{ran.stdout}", end="", flush=True)

    def side_by_side(self, checks):
        """Those that sleep stand beside the others all the time; those that need the machine come last, one by one."""
        of = lambda how: [check for check in checks if check.how == how]
        with ThreadPoolExecutor(len(checks)) as sleeping, ThreadPoolExecutor(AT_ONCE) as working:
            slept = sleeping.map(self.run, of(SLEEPS))
            list(working.map(self.run, of(WORKS)))
            for check in of(ALONE):
                self.run(check)
            list(slept)


def main(mode, *only):
    chosen = [check for check in CHECKS if not only or any(word in check.name for word in only)]
    with tempfile.TemporaryDirectory(prefix="courant-faults-") as own:
        figures = os.environ.get("COURANT_FIGURES") or f"{own}/figures"
        runs = Runs(mode, figures)
        runs.side_by_side(chosen)
        print("\ncheck                         rows        result    time")
        for check in chosen:
            held, took = runs.ended[check.name]
            rows = " ".join(str(row) for row in check.rows)
            print(f"{check.name:<28}  {rows:<10}  {'held' if held else 'FAILED':<6}  {took:5.0f} s")
        if not os.environ.get("COURANT_FIGURES"):
            subprocess.run([".ci/figures", figures], check=True)
    failed = [check.name for check in chosen if not runs.ended[check.name][0]]
    if failed:
        seed = os.environ["COURANT_SEED"]
        print(f"\nFAILED: {', '.join(failed)}\nAgain with the same seed: COURANT_SEED={seed} .ci/faults {mode}")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

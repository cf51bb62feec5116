"""The checks that need more than the toolchain: python3 tests/faults sample|all [CHECK…]; .ci/faults prepares it.

COURANT_PROGRAM  the program under test
COURANT_SEED     the seed of what is drawn
"""

import os
import sys
import time
import traceback
from collections import Counter

import disk
import kills
import order
import refusals
from home import Failure

# The rows of the catalogue of a hostile world that each check covers.
CHECKS = (
    ("killed at every change", kills.check, (15, 31, 32)),
    ("order of syncs", order.check, (37,)),
    ("refused by the disk", refusals.check, (33, 35)),
    ("full disks and outages", disk.check, (33, 34, 40)),
)


class Suite:
    """What the checks share, and what they count."""

    def __init__(self, everything, seed):
        self.all, self.seed, self.counts = everything, seed, Counter()

    def say(self, *told):
        print("  ", *told, flush=True)

    def count(self, what, number=1):
        self.counts[what] += number


def main(mode, *only):
    suite = Suite({"sample": False, "all": True}[mode], int(os.environ["COURANT_SEED"]))
    lines, failed = [], []
    for name, check, rows in CHECKS:
        if only and not any(word in name for word in only):
            continue
        print(f"\n-- {name}", flush=True)
        began = time.monotonic()
        try:
            check(suite)
            how = "held"
        except Failure as failure:
            print(failure)
            how = "FAILED"
        except Exception:
            traceback.print_exc()
            how = "FAILED"
        if how == "FAILED":
            failed.append(name)
        rows = " ".join(str(row) for row in rows)
        lines.append(f"{name:<44}  {rows:<14}  {how:<6}  {time.monotonic() - began:5.0f} s")
    print("\ncheck                                         rows            result    time")
    print("\n".join(lines))
    print("\n" + "\n".join(f"{number:>8}  {what}" for what, number in sorted(suite.counts.items())))
    if failed:
        print(f"\nFAILED: {', '.join(failed)}\nAgain with the same seed: COURANT_SEED={suite.seed} .ci/faults {mode}")
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

"""The checks, and one of them run in this process: python3 tests/faults/checks.py sample|all NAME.

COURANT_PROGRAM  the program under test
COURANT_SEED     the seed of what is drawn
COURANT_FIGURES  a file that the counts are added to
"""

import os
import sys
import traceback
from collections import Counter, namedtuple

import clocks
import disk
import kills
import many
import network
import order
import refusals
import stops
import stuck
import worst
from home import Failure

# How a check shares the machine.
SLEEPS = "it waits nearly all the time, for clocks and networks"
WORKS = "it computes, or waits for disks"
ALONE = "it measures, or takes all that there is"

Check = namedtuple("Check", "name run rows how")

# Each with the rows of the catalogue of a hostile world that it covers.
CHECKS = (
    Check("names and networks away", network.check, (44,), SLEEPS),
    Check("jumps of the clock", clocks.check, (41,), SLEEPS),
    Check("a stuck part", stuck.check, (47,), SLEEPS),
    Check("killed at every change", kills.check, (15, 31, 32), WORKS),
    Check("refused by the disk", refusals.check, (33, 35), WORKS),
    Check("full disks and outages", disk.check, (33, 34, 40), WORKS),
    Check("stopped in the middle", stops.check, (42,), WORKS),
    Check("order of syncs", order.check, (37,), WORKS),
    Check("the worst mix", worst.check, (45,), ALONE),
    Check("many files", many.check, (46,), ALONE),
)


class Suite:
    """How much is asked for, and what the check counts."""

    def __init__(self, everything, seed):
        self.all, self.seed, self.counts, self.figures = everything, seed, Counter(), {}

    def say(self, *told):
        print("  ", *told, flush=True)

    def count(self, what, number=1):
        self.counts[what] += number

    def measure(self, what, number):
        """A figure that is not to be added to another run's."""
        self.figures[what] = number


def main(mode, name):
    suite = Suite({"sample": False, "all": True}[mode], int(os.environ["COURANT_SEED"]))
    check = next(check for check in CHECKS if check.name == name)
    held = False
    try:
        check.run(suite)
        held = True
    except Failure as failure:
        print(failure)
    except Exception:
        traceback.print_exc(file=sys.stdout)
    if figures := os.environ.get("COURANT_FIGURES"):
        with open(figures, "a", encoding="utf-8") as file:
            file.writelines(f"{number}\t{what}\n" for what, number in suite.counts.items())
            file.writelines(f"={number}\t{what}\n" for what, number in suite.figures.items())
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

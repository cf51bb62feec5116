"""What must be so, seen from outside: a consumer that takes files at once, and a reader of the journal.

It knows the contract of docs/output.md alone, and nothing of the program's code.
"""

import json
import re
import threading
import time
from collections import defaultdict
from pathlib import Path

from newspaper import correction, last_words

FORMATS = ("json", "md", "txt")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\.[0-9a-f]{24}\.(json|md|txt)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Consumer:
    """Takes every file the moment it can be seen, and the directories that it emptied."""

    def __init__(self, output, taken=()):
        self.output = Path(output)
        self.taken = list(taken)  # (path, bytes)
        self.away = self.output.parent / "away"
        self.away.mkdir(exist_ok=True)
        self.enough = threading.Event()
        self.thread = threading.Thread(target=self.take, daemon=True)
        self.thread.start()

    def take(self):
        while True:
            last = self.enough.is_set()
            self.sweep()
            if last:
                return
            time.sleep(0.002)

    def sweep(self):
        for day in entries(self.output):
            if not DAY.fullmatch(day.name):
                continue
            for feed in entries(day):
                for file in entries(feed):
                    mine = self.away / f"{len(self.taken)}"
                    try:
                        file.rename(mine)
                    except OSError:
                        continue
                    self.taken.append((str(file.relative_to(self.output)), mine.read_bytes()))
                    mine.unlink()
                for directory in (feed, day):
                    try:
                        directory.rmdir()
                    except OSError:
                        break

    def stop(self):
        self.enough.set()
        self.thread.join()
        return self.taken


def entries(directory):
    try:
        return sorted(directory.iterdir())
    except OSError:
        return []


def journal(output):
    """The journal's lines, read as consumers do: up to the last newline of each day. And its faults."""
    lines, faults = [], []
    for day in entries(Path(output) / "journal"):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d\.ndjson", day.name):
            faults.append(f"{day.name} is no day of the journal")
        text = day.read_bytes()
        for line in text[: text.rfind(b"\n") + 1].splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                faults.append(f"a line of {day.name} is torn: {line!r}")
    return lines, faults


def journal_faults(output):
    """Gapless, in order, and each revision told once, after the one before it."""
    lines, faults = journal(output)
    revisions = {}
    for at, line in enumerate(lines, 1):
        if line["seq"] != at:
            faults.append(f"line {at} of the journal has the number {line['seq']}")
        before = revisions.get(line["id"], 0)
        if line["revision"] != before + 1:
            faults.append(f"revision {line['revision']} of {line['id']} came after {before}")
        revisions[line["id"]] = line["revision"]
    return faults


def standing(output):
    """The files that stand in the output, as (path, bytes)."""
    output = Path(output)
    days = [day for day in entries(output) if DAY.fullmatch(day.name)]
    files = [file for day in days for feed in entries(day) for file in entries(feed)]
    return [(str(file.relative_to(output)), file.read_bytes()) for file in files]


def file_faults(path, content):
    """What is wrong with one file as it was delivered."""
    name = path.rsplit("/", 1)[-1]
    if not NAME.fullmatch(name):
        return [f"{path} is no name of an article"]
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return [f"{path} is not UTF-8"]
    if path.endswith(".json"):
        try:
            article = json.loads(text)
        except ValueError:
            return [f"{path} is not whole"]
        if article["id"] != name.split(".")[1]:
            return [f"{path} carries the id {article['id']}"]
    elif not text.endswith("\n"):
        return [f"{path} does not end with a newline"]
    elif path.endswith(".md") and not re.match(r"---\n.*\n---\n", text, re.S):
        return [f"{path} has no whole front matter"]
    return []


def number_in(text):
    found = re.search(r"Here ends report number (\d+) of the Loopback Courier\.", text)
    return int(found[1]) if found else None


def faults(output, taken, expected, edited=(), rebuilt=False):
    """Everything that is wrong with what was delivered, as a list of sentences.

    `expected` maps the number of a report to the revisions that must have come, each once in each format.
    """
    found = journal_faults(output)
    came = defaultdict(list)  # (number, format) -> revisions
    for path, content in taken:
        found += file_faults(path, content)
        text = content.decode(errors="replace")
        number = number_in(text)
        if number is None or last_words(number) not in text:
            found.append(f"{path} is cut")
            continue
        revision = int(re.search(r'revision"?:?\s*(\d+)', text)[1])
        came[number, path.rsplit(".", 1)[1]].append(revision)
        if (revision > 1) != (correction(number) in text) and number in edited and not rebuilt:
            found.append(f"{path} is revision {revision} with another one's text")
    for number, revisions in expected.items():
        for ending in FORMATS:
            got = sorted(came.pop((number, ending), []))
            if got == sorted(revisions) or (rebuilt and got == sorted(revisions)[:-1] and number in edited):
                continue
            found.append(f"report {number} came as .{ending} in the revisions {got}, expected {sorted(revisions)}")
    for (number, ending), revisions in came.items():
        found.append(f"report {number} came as .{ending} in the revisions {revisions}, and none was expected")
    return found


def told(output):
    """How many lines the journal has."""
    return len(journal(output)[0])

"""The order of syncs, from a trace of one pass: row 37.

For each article: its files are synced, then their staging directory, then the state; then they are renamed, then the
directory is synced that they went to, then the journal's line. Before any page is asked for, what the poll brought is
as durable: document, its directory, state.
"""

import re
from collections import defaultdict

import oracle
import trace
from home import require
from kills import News

STAGED = re.compile(r'/articles/\.staging(?:/|>, ")([0-9a-f]{24})')
FILE = re.compile(r"\.([0-9a-f]{24})\.(?:json|md|txt)\b")

# What does not wait for a sync that takes its time is seen to come before its end.
SLOW = "fsync,fdatasync:delay_enter=30000"


class Pass:
    """The calls of a pass, to be asked what came after what."""

    def __init__(self, home, file):
        self.home, self.calls = home, trace.read(file)
        self.faults = []

    def some(self, *names, on=None, after=-1, like=None):
        """Calls that began after a point of the trace."""
        return [
            call
            for call in self.calls
            if call.name in names
            and call.begun > after
            and (on is None or call.path() == str(on))
            and (like is None or re.search(like, call.text))
        ]

    def need(self, what, found):
        """The first of these calls; it is a fault if there is none."""
        if not found:
            self.faults.append(f"there is no {what}")
        return found[0] if found else None

    def sync_between(self, what, directory, begin, end):
        """A sync of a file or directory that began after one point and ended before the other."""
        syncs = self.some("fsync", "fdatasync", on=directory, after=begin)
        found = [sync for sync in syncs if sync.ended is not None and sync.ended < end]
        return self.need(f"sync of {what} ({directory}) between the lines {begin} and {end} of the trace", found)


def articles(trace_of):
    """By token and article: the writes and renames of its files; and what ends the staging directory that it shares."""
    staged, ends = defaultdict(lambda: defaultdict(list)), defaultdict(list)
    for call in trace_of.calls:
        token, file = STAGED.search(call.text), FILE.search(call.text)
        if token and file:
            staged[token[1], file[1]][call.name].append(call)
        elif token and call.name == "unlinkat" and "AT_REMOVEDIR" in call.text:
            ends[token[1]].append(call)
    return staged, ends


def check_article(seen, token, calls, gone):
    """The six steps of one article."""
    staging = f"{seen.home.output}/.staging/{token}"
    renames = calls["renameat2"] + calls["renameat"]
    require(len(renames) == 3, f"{token} has {len(renames)} renames, and three formats")
    first, last = min(call.begun for call in renames), max(call.ended for call in renames)
    require(renames[-1].text.count(".json") == 2, "the file that the line names is not renamed last:", *renames)
    written = -1
    for write in calls["write"]:
        sync = seen.sync_between("a file", write.path(), write.ended, first)
        written = max(written, sync.ended if sync else write.ended)
    directory = seen.sync_between("the staging directory", staging, written, first)
    if directory is None:
        return
    # What marks it is written to the state and synced, and only then is it moved.
    database = f"{seen.home.state}/sled/db"
    marks = seen.some("pwrite64", on=database, after=directory.ended)
    mark = seen.need("write of a mark", [call for call in marks if call.ended and call.ended < first])
    seen.sync_between("the state", database, mark.ended if mark else directory.ended, first)
    target = re.findall(r"<([^>]*)>", renames[-1].text)[1]
    day = target.rsplit("/", 1)[0]
    journal = seen.home.output / "journal" / f"{seen.day}.ndjson"
    id_ = re.search(r"\.([0-9a-f]{24})\.json", renames[-1].text)[1]
    lines = seen.some("write", on=journal, after=last)
    line = seen.need(f"line of {id_}", lines)
    if line is None:
        return
    for place in (target, day, seen.home.output, staging):
        seen.sync_between("a directory", place, last, line.begun)
    seen.need("sync of the journal", seen.some("fdatasync", on=journal, after=line.ended))
    synced = seen.some("fdatasync", on=journal, after=line.ended)
    removed = seen.need("end of the staging directory", gone[-1:])
    if removed and synced and removed.begun < synced[0].ended:
        seen.faults.append(f"the staging directory {token} went before its line was synced")


def check_poll(seen):
    """What a poll brought is durable before a page of it is asked for."""
    spool = seen.home.state / "spool"
    documents = seen.some("rename", like=r"/state/spool/[0-9a-f]+\.[0-9]+\.part")
    require(documents, "no document was spooled")
    for renamed in documents:
        part = re.search(r'"([^"]*\.part)"', renamed.text)[1]
        writes = seen.some("write", on=part)
        seen.sync_between("a document", part, max(call.ended for call in writes), renamed.begun)
        page = [call for call in seen.some("writev", "write", after=renamed.ended) if "GET /reports/" in call.text]
        end = page[0].begun if page and len(documents) == 1 else len(seen.calls) * 9
        synced = seen.sync_between("the spool", spool, renamed.ended, end)
        if synced:
            seen.sync_between("the state", f"{seen.home.state}/sled/db", synced.ended, end)


def traced(scenario, numbers, edited, under):
    """A pass over a feed that shows these reports; says how many articles were moved, and what came in the wrong order."""
    scenario.site.feeds, scenario.site.edited = {"odd": numbers}, edited
    home = scenario.home.copy()
    home.configure([("odd", scenario.site.url("/odd"))], [scenario.site.address])
    file = home.path / "trace"
    ran = home.once(trace.strace(file, inject=under))
    require(ran.code == 0, ran)
    seen = Pass(home, file)
    lines, faults = oracle.journal(home.output)
    require(not faults, *faults)
    seen.day = lines[-1]["at"][:10]
    staged, ends = articles(seen)
    moved = {place: calls for place, calls in staged.items() if calls["renameat2"] or calls["renameat"]}
    for (token, _), calls in moved.items():
        check_article(seen, token, calls, ends[token])
    check_poll(seen)
    require(not seen.faults, f"the trace is kept: {file}", *seen.faults)
    home.remove()
    return len(moved)


def check(suite):
    scenario = News()
    # Of one article alone no other one's syncs can stand in for its own.
    for numbers, edited in (([1, 3, 5], set()), ([1, 3], {1}), ([1, 3, 5, 7], {1})):
        fresh = len(numbers) - 2 + len(edited)
        for under in (None, SLOW):
            moved = traced(scenario, numbers, edited, under)
            require(moved == fresh, f"{moved} articles were moved, and {fresh} are new or corrected")
            suite.count("articles whose order of syncs was traced", moved)
    scenario.close()

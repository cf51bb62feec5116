"""Counts the distinct entries of successive polls without courant, for `cargo bench --bench replay`.

usage: distinct.py FOLDER      with FOLDER/FEED/<unix time>_<hash>.xml; needs feedparser 6.0.14

Two entries of a feed are one if they share the id or the link that feedparser gives. A link under which one
document shows several ids tells nothing apart and joins nothing. Prints
{FEED: {documents, entries, edits, distinct: [{ids, links}]}}; an edit is an entry whose title or text reads
otherwise than at the poll before that showed it.
"""

import json
import pathlib
import re
import sys

import feedparser


def main(folder):
    feeds = sorted(path for path in pathlib.Path(folder).iterdir() if path.is_dir())
    print(json.dumps({feed.name: count(feed) for feed in feeds}))


def count(feed):
    documents, shown, sharing, text = 0, [], set(), {}
    edits = 0
    for path in sorted(feed.iterdir(), key=lambda path: int(path.name.split("_")[0])):
        entries = feedparser.parse(path.read_bytes()).entries
        documents += bool(entries)
        ids = {}
        for entry in entries:
            names = names_of(entry)
            shown.append(names)
            ids.setdefault(entry.get("link"), set()).add(entry.get("id"))
            said = words_of(entry)
            edits += text.get(names[0], said) != said
            text[names[0]] = said
        sharing |= {("link", link) for link, several in ids.items() if len(several) > 1}
    return {
        "documents": documents,
        "entries": len(shown),
        "edits": edits,
        "distinct": distinct([[name for name in names if name not in sharing] or names for names in shown]),
    }


def names_of(entry):
    names = [(kind, entry[kind]) for kind in ("id", "link") if entry.get(kind)]
    return names or [("text", words_of(entry))]


def words_of(entry):
    parts = [entry.get("title", ""), *(part.value for part in entry.get("content", []))]
    text = " ".join([*parts, entry.get("summary", "")])
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def distinct(shown):
    """Groups of names that some entry joins."""
    parent = {}

    def root(name):
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for names in shown:
        for name in names:
            parent[root(name)] = root(names[0])
    groups = {}
    for name in list(parent):
        groups.setdefault(root(name), []).append(name)
    pick = lambda group, kind: [value for found, value in group if found == kind]
    return [{"ids": pick(group, "id"), "links": pick(group, "link")} for group in groups.values()]


if __name__ == "__main__":
    main(sys.argv[1])

#!/usr/bin/env python3
"""Loads the output of courant into an SQLite database, and searches it.

  examples/search.py load OUTPUT DATABASE      takes what came since the last time
  examples/search.py find DATABASE WORD…       the best ten, by SQLite's full-text search

How far it came is kept in the database, in the same transaction as the articles: none is missing after a
crash, and none is there twice. An article that somebody else took away is passed over.
"""

import json
import pathlib
import sqlite3
import sys

SCHEMA = """
CREATE TABLE IF NOT EXISTS progress (seq INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
    feed TEXT NOT NULL, url TEXT, title TEXT, published TEXT, text TEXT NOT NULL
);
CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5 (
    title, text, content = articles, content_rowid = number, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER IF NOT EXISTS enters AFTER INSERT ON articles BEGIN
    INSERT INTO search (rowid, title, text) VALUES (new.number, new.title, new.text);
END;
CREATE TRIGGER IF NOT EXISTS leaves AFTER DELETE ON articles BEGIN
    INSERT INTO search (search, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);
END;
"""


def emissions(output, last):
    """The journal's lines after the one with number `last`, in order. An unfinished last line is left."""
    for day in sorted((output / "journal").glob("*.ndjson")):
        for line in day.read_bytes().split(b"\n")[:-1]:
            emission = json.loads(line)
            if emission["seq"] > last:
                yield emission


def load(output, database):
    with sqlite3.connect(database) as db:
        db.executescript(SCHEMA)
        (last,) = db.execute("SELECT coalesce(max(seq), 0) FROM progress").fetchone()
        for emission in emissions(output, last):
            last = emission["seq"]
            if emission["action"] == "withdrawn":
                db.execute("DELETE FROM articles WHERE id = ?", [emission["id"]])
            if emission["action"] not in ("new", "revised"):
                continue
            try:
                article = json.loads((output / emission["path"]).read_bytes())
            except FileNotFoundError:
                continue
            db.execute("DELETE FROM articles WHERE id = ?", [article["id"]])
            db.execute(
                "INSERT INTO articles (id, revision, feed, url, title, published, text)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    article["id"],
                    article["_courant"]["revision"],
                    emission["feed"],
                    article.get("url"),
                    article.get("title"),
                    article.get("date_published"),
                    article["content_text"],
                ],
            )
        db.execute("DELETE FROM progress")
        db.execute("INSERT INTO progress VALUES (?)", [last])
        (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
    print(f"{count} articles, up to number {last}")


def find(database, words):
    # Each word as a string of FTS5's, so that no sign in it is taken for an operator.
    query = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    with sqlite3.connect(database) as db:
        for row in db.execute(
            "SELECT coalesce(published, ''), feed, coalesce(articles.title, ''), coalesce(url, ''),"
            " snippet(search, 1, '[', ']', ' … ', 12)"
            " FROM search JOIN articles ON number = search.rowid"
            " WHERE search MATCH ? ORDER BY rank LIMIT 10",
            [query],
        ):
            print(*row[:4], sep="  ")
            print("    " + row[4].replace("\n", " "))


def main():
    match sys.argv[1:]:
        case ["load", output, database]:
            load(pathlib.Path(output), database)
        case ["find", database, *words] if words:
            find(database, words)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()

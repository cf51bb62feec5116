"""Reads full-text feeds with the validators and readers of others: jsonfeedvalidator, jsonfeed-util, feedparser, atoma."""

import json
import pathlib
import sys

import atoma
import feedparser
import jsonfeed
import jsonfeedvalidator

for name in sys.argv[1:]:
    text = pathlib.Path(name).read_bytes()
    if name.endswith(".json"):
        # The validator knows version 1. In 1.1 the version, the list of authors and the language are new.
        old = json.loads(text)
        assert old["version"] == "https://jsonfeed.org/version/1.1", name
        old["version"] = "https://jsonfeed.org/version/1"
        for item in old["items"]:
            item["author"] = item.pop("authors", [{"name": "-"}])[0]
            item.pop("language", None)
        errors = jsonfeedvalidator.validate_feed(old)
        assert not errors, f"{name}: {errors}"
        feed = jsonfeed.Feed.parse_string(text.decode())
        shown = [item.title for item in feed.items]
    else:
        feed = feedparser.parse(text)
        assert not feed.bozo and feed.version == "atom10", f"{name}: {feed.get('bozo_exception')}"
        assert all(entry.content[0].value and entry.id for entry in feed.entries), name
        shown = [entry.title.value for entry in atoma.parse_atom_bytes(text).entries]
        assert len(shown) == len(feed.entries), name
    assert shown, f"{name} shows nothing"
print(f"{len(sys.argv) - 1} documents are as they should be")

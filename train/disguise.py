"""Writes the captured pages once more as other sites would serve them: a reader sees the same, the markup says less.

    python train/disguise.py OUT

For each kind of disguise, OUT/KIND/pages gets what $COURANT_DATA/pages has. `names`: class and id are generated, as many
frameworks do. `plain`: so are they, and all is `div`. The model learns from such pages too, since no two sites name
their parts alike, and those that name nothing are not among the captured ones as often as among sites. The same page
gives the same disguise.
"""

import gzip
import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from train import SETS

DATA = Path(os.environ.get("COURANT_DATA", "../shared/data")) / "pages"
RAW = re.compile(r"(?is)(<!--.*?-->|<(?:script|style|textarea)\b.*?</(?:script|style|textarea)\s*>)")
TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9-]*+)(?=[\s/>])((?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+')*+)>""")
ATTRIBUTE = re.compile(r"""(\s+)([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
MEANINGFUL = {"article", "main", "section", "header", "footer", "nav", "aside", "address"}
ROLES = {"role", "itemprop", "itemtype", "itemscope"}


def generated(name):
    """A name that says nothing, always the same for the same."""
    return "x" + hashlib.sha1(name.encode("utf-8", "surrogateescape")).hexdigest()[:6]


def names(tag, attributes):
    def attribute(found):
        if found[2].lower() not in ("class", "id"):
            return found[0]
        value = next((value for value in found.groups()[2:] if value is not None), "")
        return f' {found[2]}="{" ".join(map(generated, value.split()))}"'

    return tag, ATTRIBUTE.sub(attribute, attributes)


def plain(tag, attributes):
    tag, attributes = names(tag, attributes)
    without = ATTRIBUTE.sub(lambda found: "" if found[2].lower() in ROLES else found[0], attributes)
    return "div" if tag.lower() in MEANINGFUL else tag, without


def disguise(html, kind):
    def tag(found):
        name, attributes = kind(found[2], found[3])
        return f"<{found[1]}{name}{attributes}>"

    parts = RAW.split(html)
    return "".join(part if at % 2 else TAG.sub(tag, part) for at, part in enumerate(parts))


def main(out):
    for kind in (names, plain):
        pages = Path(out) / kind.__name__ / "pages"
        for name in SETS:
            to = pages / name
            (to / "html").mkdir(parents=True, exist_ok=True)
            shutil.copy(DATA / name / "truth.json", to)
            for page in sorted((DATA / name / "html").iterdir()):
                html = gzip.decompress(page.read_bytes()).decode("utf-8", "surrogateescape")
                html = disguise(html, kind).encode("utf-8", "surrogateescape")
                (to / "html" / page.name).write_bytes(gzip.compress(html, 1, mtime=0))
        shutil.copy(DATA / "evaluate.py", pages)


if __name__ == "__main__":
    main(*sys.argv[1:])

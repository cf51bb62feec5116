"""Learns which leaves of a page are its article, and writes the table that src/extract/model.rs reads.

    cargo bench --bench extraction -- --leaves LEAVES/captured
    python train/disguise.py DISGUISED
    for kind in names plain; do COURANT_DATA=DISGUISED/$kind cargo bench --bench extraction -- --leaves LEAVES/$kind; done
    python train/train.py LEAVES OUT

LEAVES holds what the bench wrote of the pages as they were captured, and disguised (disguise.py); $COURANT_DATA/pages the
reference texts. OUT gets `model.table`, learnt from all pages, `fold-N.table`, learnt from all pages but those of fold N
in any disguise, and `folds.json`: the fold of each page. Folds are by publisher over all sets together. The same input
gives the same tables, bit by bit: one thread, fixed seeds.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import lightgbm
import numpy as np

from align import label

SETS = {"blend-a": 2.0, "daily-a": 3.0, "world-a": 2.0, "guides-a": 1.0, "snippets-a": 0.4}
"""The sets, and how much a page of each counts."""
KINDS = {"captured": 1.0, "names": 0.3, "plain": 0.3}
"""How a page is served, and how much it counts so."""
FOLDS = 5
ROUNDS = 400
THRESHOLD = 0.44
PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.05,
    "extra_trees": True,
    "num_leaves": 8,
    "max_depth": 3,
    "min_data_in_leaf": 200,
    "lambda_l2": 2,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 63,
    "boost_from_average": False,
    "use_missing": False,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


def read(directory):
    """The leaves in question of all pages of a kind: names, features, labels, weights, page of each; and the pages."""
    data = Path(os.environ.get("COURANT_DATA", "../shared/data")) / "pages"
    pages, rows, labels, weights, owner, names = [], [], [], [], [], []
    for name, weight in SETS.items():
        truths = json.loads((data / name / "truth.json").read_text())
        with open(Path(directory) / f"{name}.jsonl") as lines:
            for page in map(json.loads, lines):
                names = names or page["names"]
                leaves = page["leaves"]
                shares, counts = label([leaf[0] for leaf in leaves], truths[page["id"]])
                for leaf, share, count in zip(leaves, shares, counts):
                    if leaf[2] and count > 0:
                        rows.append(leaf[2])
                        labels.append(min(share, 1.0))
                        weights.append(count * weight)
                        owner.append(len(pages))
                pages.append((name, page["id"], page["publisher"]))
    return names, np.array(rows, np.float32), np.array(labels), np.array(weights), np.array(owner), pages


def folds(pages):
    """A fold for each page: publishers in an order of their hashes, the smaller sets' first, to the fold that is
    emptiest of their sets."""
    order = list(SETS)
    publishers = {}
    for name, _, publisher in pages:
        publishers.setdefault(publisher, [0] * len(order))[order.index(name)] += 1
    rank = ["daily-a", "world-a", "blend-a", "guides-a", "snippets-a"]
    loads = np.zeros((FOLDS, len(order)))
    fold = {}

    def place(publisher):
        first = min(rank.index(order[i]) for i, n in enumerate(publishers[publisher]) if n)
        return first, hashlib.sha256(publisher.encode()).hexdigest()

    for publisher in sorted(publishers, key=place):
        counts = np.array(publishers[publisher])
        shares = loads / np.maximum(1, loads.sum(axis=0))
        chosen = min(range(FOLDS), key=lambda f: (shares[f][counts > 0].sum(), f))
        loads[chosen] += counts
        fold[publisher] = chosen
    return np.array([fold[publisher] for _, _, publisher in pages])


def learn(rows, labels, weights):
    data = lightgbm.Dataset(rows, labels, weight=weights, params={"max_bin": 63, "verbose": -1})
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def nodes(node):
    if "leaf_value" in node:
        yield f"={node['leaf_value']:.4g}"
        return
    assert node["decision_type"] == "<="
    yield f"{node['split_feature']}<{node['threshold']:.6g}"
    yield from nodes(node["left_child"])
    yield from nodes(node["right_child"])


def table(model, names, source):
    trees = [" ".join(nodes(tree["tree_structure"])) for tree in model.dump_model()["tree_info"]]
    head = [
        "# What keeps a leaf of a page in its article, or drops it: decision trees.",
        f"# Made by train/train.py (lightgbm {lightgbm.__version__}) from {source}.",
        "# The pages are not distributed; only learnt numbers are here. Read by src/extract/model.rs.",
    ]
    lines = head + ["features " + " ".join(names), f"threshold {THRESHOLD}"]
    return "\n".join(lines + [f"tree {tree}" for tree in trees]) + "\n"


def main(leaves, out):
    parts, whole = [], sum(KINDS.values())
    for kind, weight in KINDS.items():
        names, rows, labels, weights, owner, pages = read(Path(leaves) / kind)
        fold = folds(pages)
        parts.append((rows, labels, weights * (weight / whole), fold[owner]))
    rows, labels, weights, owner = map(np.concatenate, zip(*parts))
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "folds.json").write_text(
        json.dumps({f"{name}/{page}": int(f) for (name, page, _), f in zip(pages, fold)}, indent=0)
    )
    source = f"{len(pages)} captured pages ({', '.join(SETS)}), as they are and disguised"
    for f in range(FOLDS):
        rest = owner != f
        model = learn(rows[rest], labels[rest], weights[rest])
        (out / f"fold-{f}.table").write_text(table(model, names, f"{source}, but fold {f}"))
    model = learn(rows, labels, weights)
    (out / "model.table").write_text(table(model, names, source))
    gain = model.feature_importance("gain")
    for i in np.argsort(-gain):
        print(f"{gain[i] / gain.sum():.4f} {names[i]}")


if __name__ == "__main__":
    main(*sys.argv[1:])

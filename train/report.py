"""How good the tables are on publishers they have not seen, through the real library.

    python train/report.py BENCH OUT

BENCH is the program that `cargo bench --bench extraction --no-run` names; OUT is what train.py wrote. Prints body F1
of each set: the mean over pages held out, from fold to fold, with the table learnt from all pages, and the gap.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

DATA = Path(os.environ.get("COURANT_DATA", "../shared/data")) / "pages"
sys.path.insert(0, str(DATA))
import evaluate  # noqa: E402

SETS = ["blend-a", "daily-a", "world-a", "guides-a"]
SNIPPETS = "snippets-a"


def predict(bench, table):
    """The predictions of a table on all sets."""
    to = table.with_suffix("")
    command = [bench, "--bench", "--predictions", str(to), "--table", str(table)]
    subprocess.run(command, check=True)
    return {name: json.loads((to / f"{name}.json").read_text()) for name in [*SETS, SNIPPETS]}


def score(truth, found):
    result, _ = evaluate.evaluate(truth, found)
    if not result.get("f1"):
        return result["snip_f1"], 0.0, 0.0
    return result["f1"], result["precision"], result["recall"]


def main(bench, out):
    out = Path(out)
    fold = json.loads((out / "folds.json").read_text())
    by_fold = [predict(bench, out / f"fold-{f}.table") for f in range(1 + max(fold.values()))]
    everything = predict(bench, out / "model.table")
    print(f"{'set':12} held out  precision  recall  spread  on all     gap")
    rows = []
    for name in [*SETS, SNIPPETS]:
        truth = json.loads((DATA / name / "truth.json").read_text())
        held = {page: by_fold[fold[f"{name}/{page}"]][name].get(page) for page in truth if f"{name}/{page}" in fold}
        held = {page: found for page, found in held.items() if found is not None}
        f1, precision, recall = score(truth, held)
        folds = []
        for f in range(len(by_fold)):
            part = {page: text for page, text in truth.items() if fold.get(f"{name}/{page}") == f}
            folds.append(score(part, {page: held[page] for page in part if page in held})[0])
        whole = score(truth, everything[name])[0]
        rows.append((f1, precision, recall, np.std(folds), whole))
        print(f"{name:12} {f1:.4f}    {precision:.4f}     {recall:.4f}  {np.std(folds):.4f}  {whole:.4f}  {whole - f1:+.4f}")
    f1, precision, recall, _, whole = np.mean(rows[: len(SETS)], axis=0)
    print(f"{'mean':12} {f1:.4f}    {precision:.4f}     {recall:.4f}          {whole:.4f}  {whole - f1:+.4f}")
    (out / "held.json").write_text(json.dumps({n: {p: by_fold[fold[f'{n}/{p}']][n].get(p) for p in everything[n] if f'{n}/{p}' in fold} for n in SETS}))


if __name__ == "__main__":
    main(*sys.argv[1:])

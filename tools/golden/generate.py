"""Runs the real libraries and writes, or checks, the golden files of packages/golden."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from libraries import VERSIONS, Case
from packs import calls, packs
from saved import saved
from wider import wider

GOLDEN = Path(__file__).resolve().parents[2] / "packages" / "golden" / "packs"
SINGLE, DOUBLE = 2e-6, 1e-12
"""Largest relative difference that another machine may give, in 32 and in 64 bits."""

ALL = " / ".join(VERSIONS.values())


def documents() -> dict[str, Case]:
    """Every file, by its name without extension."""
    found: dict[str, Case] = {
        name: {"generator": VERSIONS.get(name, ALL), "cases": cases}
        for name, cases in packs().items()
    }
    found["calls"] = {"generator": ALL, "calls": calls()}
    found["wider"] = {"generator": ALL} | wider()
    found["saved"] = {"generator": ALL} | saved()
    return found


def one_line(value: Any) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False)


def pretty(document: Case) -> str:
    """JSON with a case a line, so that a difference shows which case it is in."""
    parts = [f' "generator": {one_line(document["generator"])}']
    for name, value in document.items():
        if isinstance(value, list):
            lines = ",\n  ".join(one_line(item) for item in value)
            parts.append(f' "{name}": [\n  {lines}\n ]')
        elif isinstance(value, dict):
            lines = ",\n  ".join(f"{one_line(key)}:{one_line(item)}" for key, item in value.items())
            parts.append(f' "{name}": {{\n  {lines}\n }}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class Difference(NamedTuple):
    """A value that is not the committed one."""

    path: str
    size: float
    """Relative, and infinite where the two are not even alike."""
    allowed: float


def allowed_in(case: Case, inherited: float) -> float:
    """Keras and optax compute in single precision unless a case says otherwise."""
    if "dtype" in case:
        return SINGLE if case["dtype"] == "float32" else DOUBLE
    return SINGLE if case.get("system") in ("keras", "optax") else inherited


def differences(ours: Any, theirs: Any, path: str, allowed: float) -> Iterator[Difference]:
    """Where two values differ and by how much."""
    if is_number(ours) and is_number(theirs):
        absolute = abs(ours - theirs)
        # Near zero a relative difference in single precision says nothing.
        if absolute > (1e-9 if allowed == SINGLE else 0):
            yield Difference(path, absolute / max(abs(ours), abs(theirs)), allowed)
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        within = allowed_in(theirs, allowed)
        for key in (ours.keys() | theirs.keys()) - {"generator"}:
            if key in ours and key in theirs:
                yield from differences(ours[key], theirs[key], f"{path}.{key}", within)
            else:
                yield Difference(f"{path}.{key}", math.inf, allowed)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            label = other.get("id", index) if isinstance(other, dict) else index
            yield from differences(mine, other, f"{path}/{label}", allowed)
    elif ours != theirs:
        yield Difference(path, math.inf, allowed)


def check(name: str, made: Case) -> bool:
    """Compares one document with the committed file and says how they differ."""
    committed = json.loads((GOLDEN / f"{name}.json").read_text())
    found = list(differences(json.loads(one_line(made)), committed, name, DOUBLE))
    wrong = [difference for difference in found if difference.size > difference.allowed]
    verdict = "differs" if wrong else ("within tolerance" if found else "bit for bit")
    worst = max((difference.size for difference in found), default=0.0)
    print(f"{name + '.json':<20} {verdict:<17} largest relative difference {worst:.3g}")
    for difference in wrong[:10]:
        print(f"  {difference.path}: {difference.size:.3g}", file=sys.stderr)
    return not wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    parser.add_argument(
        "--only", nargs="+", metavar="FILE", help="only these files, by name without extension"
    )
    options = parser.parse_args()
    made = {
        name: document
        for name, document in documents().items()
        if not options.only or name in options.only
    }
    if options.check:
        same = [check(name, document) for name, document in made.items()]
        return 0 if all(same) else 1
    for name, document in made.items():
        (GOLDEN / f"{name}.json").write_text(pretty(document))
        print(f"wrote {name}.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())

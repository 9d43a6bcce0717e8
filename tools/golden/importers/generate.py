"""Writes packages/golden/packs/importers, or with --check compares: files as people write them, and the rates that the
trainer they are for gives, step by step; and packs/yaml.json, what Python reads in a scalar."""

import argparse
import importlib
import json
import pathlib
import re
import subprocess
import sys

here = pathlib.Path(__file__).parent
FORMATS = {"object_detection": "tensorflow-object-detection", "model_garden": "tensorflow-model-garden"}
SCALARS = "scalars"
packs = here.parents[2] / "packages/golden/packs/importers"
formats = [SCALARS, *sorted(path.stem[3:] for path in here.glob("of_*.py"))]


def pack(name):
    if name == SCALARS:
        return importlib.import_module(name).document()
    module = importlib.import_module(f"of_{name}")
    files = []
    for file in module.FILES:
        result = module.record(file)
        files.append({**file, **result})
    return {"generator": f"tools/golden/importers/of_{name}.py", "source": module.SOURCE, "files": files}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", nargs="*", default=formats)
    arguments = parser.parse_args()
    if len(arguments.only) > 1:
        # A process each: one stands in for a package that another one needs whole.
        check = ["--check"] if arguments.check else []
        runs = [subprocess.run([sys.executable, "-B", __file__, *check, "--only", name]) for name in arguments.only]
        sys.exit(any(run.returncode for run in runs))
    sys.path.insert(0, str(here))
    packs.mkdir(parents=True, exist_ok=True)
    failed = False
    for name in arguments.only:
        text = json.dumps(pack(name), indent=1)
        # One line for a list of numbers.
        text = re.sub(r"\[\s+((?:-?[\d.e+-]+,?\s+)+)\]", lambda m: "[" + " ".join(m.group(1).split()) + "]", text) + "\n"
        path = packs.parent / "yaml.json" if name == SCALARS else packs / (FORMATS.get(name, name.replace("_", "-")) + ".json")
        if arguments.check:
            same = path.read_text() == text
            failed = failed or not same
            print(name, "the same" if same else "differs")
        else:
            path.write_text(text)
            print(name, len(text))
    sys.exit(1 if failed else 0)


main()

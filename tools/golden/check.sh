#!/usr/bin/env bash
# Checks the golden files of those trainers that need no PyTorch, in a fresh environment.
#   check.sh download   takes all packages from an index, and keeps their archives
#   check.sh local      takes all of it from those archives, without a network
# Python 3.11; $PYTHON says where it is.
set -euo pipefail
cd "$(dirname "$0")"
way=${1:-}
formats=(scalars compvis darknet gpt_neox olmo paddle_detection spacy)
needed='antlr4-python3-runtime|numpy|omegaconf|pyyaml'
sources='ai2-olmo|paddledet|thinc'
work=${ANNEAL_GOLDEN_WORK:-${TMPDIR:-/tmp}/anneal-golden-check}
archives=$work/archives
mkdir -p "$archives"
rm -rf "$work/environment" "$work/sources"
"${PYTHON:-python3.11}" -m venv "$work/environment"
bin=$work/environment/bin
grep -hiE "^($needed)==" requirements.txt importers/requirements.txt >"$work/needed.txt"
grep -hE "^($sources)==" importers/sources.txt >"$work/sources.txt"
case $way in
  download)
    "$bin/pip" download -q -d "$archives" setuptools wheel
    "$bin/pip" download -q --no-deps -d "$archives" -r "$work/needed.txt" -r "$work/sources.txt"
    ;;
  local) ;;
  *) echo "check.sh: the first argument must be download or local, got $way" >&2; exit 2 ;;
esac
export PIP_NO_INDEX=1 PIP_FIND_LINKS=$archives ANNEAL_GOLDEN_SOURCES=$work/sources
"$bin/pip" install -q --upgrade setuptools wheel
"$bin/pip" install -q --no-deps --no-build-isolation -r "$work/needed.txt"
"$bin/python" -B importers/generate.py --check --only "${formats[@]}"

#!/usr/bin/env bash
# The benchmark as the workflows run it: shards, merge, micro-benchmarks, report, assertions, comparison with an earlier run.
#
#   tools/ci-benchmark.sh shard <preset> <i/n> <folder> [flags of run]
#   tools/ci-benchmark.sh conclude <folder> <configuration> <base folder or ""> <shard folder>...
#   tools/ci-benchmark.sh history <folder> <commit>         commits the results to the branch benchmark-history and pushes it
#   tools/ci-benchmark.sh all <preset> <shards> <folder>    everything on this machine, one shard after the other
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

bench() {
  node --conditions=@anneal/source --import tsx "$root/apps/bench/src/cli.ts" "$@"
}

shard() {
  local preset=$1 part=$2 folder=$3
  shift 3
  bench run --preset "$preset" --shard "$part" --out "$folder" "$@"
}

# Fails if a trial failed; with 4 if an assertion does not hold or something got worse, after everything has been written.
conclude() {
  local folder=$1 configuration=$2 base=$3
  shift 3
  bench micro --preset "${MICRO_PRESET:-ci}" --time "${MICRO_TIME:-200}" --out "$folder"
  bench conclude "$@" --out "$folder" --config "$configuration" ${base:+--base "$base"}
}

# latest/ is what the next pull request is compared with; the results and the JSON of github-action-benchmark are kept commit by
# commit, and trend.html shows all of them.
history() {
  local folder commit=$2 branch=benchmark-history tree
  folder=$(cd "$1" && pwd)
  tree=$(mktemp -d)
  if git fetch --depth 1 origin "$branch"; then
    git worktree add --detach "$tree" FETCH_HEAD
  else
    git worktree add --detach --no-checkout "$tree"
    git -C "$tree" switch --orphan "$branch-new"
  fi
  mkdir -p "$tree/latest" "$tree/history"
  cp "$folder/results.json" "$folder/micro.json" "$tree/latest/"
  for direction in bigger smaller; do
    cp "$folder/report/$direction.json" "$tree/history/$commit-$direction.json"
  done
  mkdir -p "$tree/runs/$commit"
  cp "$folder/results.json" "$folder/micro.json" "$tree/runs/$commit/"
  bench trend "$tree/runs" --out "$tree/trend.html"
  git -C "$tree" add latest history runs trend.html
  git -C "$tree" -c user.name="github-actions[bot]" -c user.email="github-actions[bot]@users.noreply.github.com" \
    commit --message "Benchmark of $commit"
  git -C "$tree" push origin "HEAD:refs/heads/$branch"
  git worktree remove --force "$tree"
}

all() {
  local preset=$1 shards=$2 folder=$3 parts=() part
  for part in $(seq "$shards"); do
    shard "$preset" "$part/$shards" "$folder/shard-$part"
    parts+=("$folder/shard-$part")
  done
  MICRO_PRESET=$preset MICRO_TIME=50 \
    conclude "$folder/merged" "$root/tools/ci-benchmark.json" "" "${parts[@]}"
  # The same code as its own base: nothing may have got worse.
  bench compare "$folder/merged" "$folder/merged"
}

command=${1:-}
case "$command" in
  shard | conclude | history | all)
    shift
    "$command" "$@"
    ;;
  *)
    sed -n '2,7p' "$0" >&2
    exit 2
    ;;
esac

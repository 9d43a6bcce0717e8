import {
  comment,
  conclude,
  demandShards,
  indented,
  inputs,
  install,
  keepBaseline,
  pinned,
  train,
} from "./steps.ts";

/** The composite action: everything in one job of the repository that calls it. It is the `action.yml` of this repository, too. */
export const action = `# Written by \`anneal-bench init\`: trains with several learning-rate schedules and says which is better, in the summary of the
# run, in a comment of the pull request and in an artifact. It uses the published package @anneal/bench.
name: anneal-bench
description: Train with several learning-rate schedules, and say which is better and whether that could be luck.
inputs:
${indented(inputs({ type: false }), 2)}runs:
  using: composite
  steps:
${indented([install, train(), conclude, comment, keepBaseline].join(""), 4)}`;

/** The reusable workflow: the parts are trained by as many machines at a time. */
export const reusableWorkflow = `# Written by \`anneal-bench init --shards\`: trains with several learning-rate schedules on several machines at a time and says which
# is better, in the summary of the run, in a comment of the pull request and in an artifact. It uses the published package
# @anneal/bench, and is called by other workflows.
name: anneal-bench
on:
  workflow_call:
    inputs:
${indented(inputs({ type: true }), 6)}
permissions:
  contents: read

jobs:
  parts:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    outputs:
      list: \${{ steps.parts.outputs.list }}
    steps:
      - id: parts
        shell: bash
        env:
          SHARDS: \${{ inputs.shards }}
        run: |
          ${demandShards}
          echo "list=[$(seq -s , "$SHARDS")]" >> "$GITHUB_OUTPUT"

  shard:
    needs: parts
    runs-on: ubuntu-latest
    timeout-minutes: 350
    strategy:
      fail-fast: false
      matrix:
        shard: \${{ fromJSON(needs.parts.outputs.list) }}
    steps:
      - uses: ${pinned.checkout}
        with:
          persist-credentials: false
${indented(install, 6)}${indented(train("${{ matrix.shard }}"), 6)}\
      - uses: ${pinned.upload}
        if: \${{ !cancelled() }}
        with:
          name: anneal-bench-shard-\${{ matrix.shard }}
          path: \${{ runner.temp }}/anneal-bench
          retention-days: 7

  conclude:
    needs: shard
    # A part that was not finished is reported, too.
    if: \${{ !cancelled() }}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: ${pinned.checkout}
        with:
          persist-credentials: false
${indented(install, 6)}\
      - uses: ${pinned.download}
        with:
          pattern: anneal-bench-shard-*
          merge-multiple: true
          path: \${{ runner.temp }}/anneal-bench
${indented(conclude, 6)}${indented(keepBaseline, 6)}
  # It may write, and runs nothing that a pull request brings: the report is text to it.
  comment:
    needs: conclude
    if: \${{ !cancelled() && inputs.comment == 'true' && github.event_name == 'pull_request' }}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      pull-requests: write
    steps:
      - uses: ${pinned.download}
        with:
          name: anneal-bench
          path: \${{ runner.temp }}/anneal-bench/results
${indented(comment, 6)}`;

const head = `# Trains with every schedule of anneal.config.ts on each pull request, and compares it with the default branch.
name: Learning rates

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read
  pull-requests: write

jobs:
`;

/** A workflow of a repository that calls the action in it. */
export const callingAction = `${head}  learning-rates:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: ${pinned.checkout}
        with:
          persist-credentials: false
      - uses: ./.github/actions/anneal-bench
`;

/** A workflow of a repository that calls the reusable workflow in it. */
export const callingWorkflow = (shards: number): string => `${head}  learning-rates:
    uses: ./.github/workflows/anneal-bench.yml
    with:
      shards: "${String(shards)}"
`;

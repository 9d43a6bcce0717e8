/**
 * The steps of a benchmark in GitHub Actions, which the composite action and the reusable workflow share. Each is YAML that
 * begins at the left margin; they talk through the folder `anneal-bench` in the runner's temporary folder, so that the checkout
 * stays clean.
 */

/** Where everything goes: shards, what is made of them, and the results of an earlier run. */
const folder = "${{ runner.temp }}/anneal-bench";

/** Actions of GitHub, pinned to commits: a tag can be moved. */
export const pinned = {
  checkout: "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
  setupNode: "actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0",
  upload: "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2",
  download: "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0",
  restore: "actions/cache/restore@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3",
  save: "actions/cache/save@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3",
} as const;

/** Text with each of its lines moved to the right. */
export const indented = (text: string, by: number): string =>
  text.replaceAll(/^(?=.)/gm, " ".repeat(by));

/** The inputs, with their defaults, in the form that an action and a workflow have in common. */
export const inputs = ({ type }: { readonly type: boolean }): string =>
  [
    [
      "config",
      "Configuration file. Without it: anneal.config.ts, .js or .json, if there is one.",
      "",
    ],
    ["preset", "Preset of the benchmark. Without it: that of the configuration.", ""],
    [
      "shards",
      "Into how many parts the trials are divided: machines in the workflow, one after the other in the action.",
      "1",
    ],
    ["comment", "Whether a pull request gets the report as a comment: true or false.", "true"],
    [
      "baseline",
      "Output folder of an earlier run to compare with. Without it: the last run of the default branch, from the cache.",
      "",
    ],
    [
      "fail-on",
      "What makes it fail: trial (one failed), assertion (one of the configuration does not hold), regression; or the word nothing.",
      "trial,assertion,regression",
    ],
    [
      "version",
      "Version of @anneal/bench that is installed where the repository does not install it.",
      "latest",
    ],
  ]
    .map(
      ([name, description, value]) =>
        `${name!}:\n  description: >-\n    ${description!}\n${type ? "  type: string\n" : ""}  default: "${value!}"\n`,
    )
    .join("");

/** Installs what the repository asks for and, where that is without it, the published package. */
export const install = `- uses: ${pinned.setupNode}
  with:
    node-version: 22
- name: Install
  shell: bash
  env:
    VERSION: \${{ inputs.version }}
  run: |
    command=node_modules/.bin/anneal-bench
    if [ ! -e "$command" ] && [ -f package-lock.json ]; then npm ci; fi
    if [ ! -e "$command" ]; then npm install --no-save "@anneal/bench@$VERSION" anneal; fi
`;

/** A line of the shell that ends the step where `SHARDS` is no count: a matrix of GitHub Actions has 256 jobs at most. */
export const demandShards =
  '[[ "$SHARDS" =~ ^[1-9][0-9]{0,2}$ && "$SHARDS" -le 256 ]] || { echo "::error::shards must be a whole number from 1 to 256"; exit 2; }';

/**
 * A line of the shell that ends the step where there is no `BASELINE` that somebody asked for: before anything is trained for
 * nothing, and not with the word that nothing is compared, which is for a default branch that has no results yet.
 */
const demandBaseline =
  '[ -z "$BASELINE" ] || [ -e "$BASELINE" ] || { echo "::error::baseline must be the output folder of an earlier run, and there is no such folder"; exit 2; }';

/**
 * Trains some parts of the plan.
 *
 * @param part - An expression that names one of them; without it, all are trained, one after the other.
 */
export const train = (part?: string): string => `- name: Train
  shell: bash
  env:
    CONFIG: \${{ inputs.config }}
    PRESET: \${{ inputs.preset }}
    SHARDS: \${{ inputs.shards }}
    BASELINE: \${{ inputs.baseline }}
${part === undefined ? "" : `    PART: ${part}\n`}    FOLDER: ${folder}
  run: |
    ${demandShards}
    ${demandBaseline}
    given=()
    if [ -n "$CONFIG" ]; then given+=(--config "$CONFIG"); fi
    if [ -n "$PRESET" ]; then given+=(--preset "$PRESET"); fi
    for part in ${part === undefined ? '$(seq "$SHARDS")' : '"$PART"'}; do
      result=0
      npx --no-install anneal-bench run "\${given[@]}" --shard "$part/$SHARDS" --out "$FOLDER/shard-$part" || result=$?
      # With 3 a trial has failed, which is reported. Anything else is the end.
      if [ "$result" -ne 0 ] && [ "$result" -ne 3 ]; then exit "$result"; fi
    done
`;

const key = "anneal-bench-${{ inputs.config }}-${{ inputs.preset }}-";

/** Brings the parts together, reports, holds the assertions, compares; leaves an artifact. */
export const conclude = `- name: Results of the default branch
  if: inputs.baseline == ''
  uses: ${pinned.restore}
  with:
    path: ${folder}/baseline
    key: ${key}\${{ github.sha }}
    restore-keys: ${key}
- name: Conclude
  shell: bash
  env:
    CONFIG: \${{ inputs.config }}
    BASELINE: \${{ inputs.baseline }}
    FAIL_ON: \${{ inputs.fail-on }}
    FOLDER: ${folder}
  run: |
    given=(--base "\${BASELINE:-$FOLDER/baseline}" --fail-on "$FAIL_ON")
    if [ -n "$CONFIG" ]; then given+=(--config "$CONFIG"); fi
    npx --no-install anneal-bench conclude "$FOLDER"/shard-* --out "$FOLDER/results" "\${given[@]}"
- name: Keep everything
  if: \${{ !cancelled() }}
  uses: ${pinned.upload}
  with:
    name: anneal-bench
    path: ${folder}/results
    if-no-files-found: ignore
`;

/**
 * On the default branch, and with its code: `pull_request_target` and a comment have its name as well, where a workflow may train
 * what a stranger brings.
 */
const onDefaultBranch = `contains(fromJSON('["push", "schedule", "workflow_dispatch"]'), github.event_name) && github.ref_name == github.event.repository.default_branch`;

/**
 * Makes of the results what the next change is compared with. Also where something got worse or an assertion does not hold: it is
 * on the default branch now, and every later run would fail beside an older one.
 */
export const keepBaseline = `- name: Make a baseline of it
  if: \${{ !cancelled() && ${onDefaultBranch} }}
  shell: bash
  env:
    FOLDER: ${folder}
  run: |
    if [ -e "$FOLDER/results/results.json" ]; then rm -rf "$FOLDER/baseline" && cp -R "$FOLDER/results" "$FOLDER/baseline"; fi
- name: Keep the baseline
  if: \${{ !cancelled() && ${onDefaultBranch} }}
  uses: ${pinned.save}
  with:
    path: ${folder}/baseline
    key: ${key}\${{ github.sha }}
`;

/** Writes the report as a comment, or over the one that was there. It needs nothing but Node.js, and runs nothing else. */
export const comment = `- name: Comment
  if: \${{ !cancelled() && inputs.comment == 'true' && github.event_name == 'pull_request' }}
  shell: bash
  env:
    TOKEN: \${{ github.token }}
    NUMBER: \${{ github.event.pull_request.number }}
    COMMENT: ${folder}/results/report/comment.md
  run: |
    node --input-type=module <<'END'
    import { existsSync, readFileSync } from "node:fs";
    const { COMMENT, GITHUB_API_URL, GITHUB_REPOSITORY, NUMBER, TOKEN } = process.env;
    const repository = \`\${GITHUB_API_URL}/repos/\${GITHUB_REPOSITORY}/issues\`;
    const call = async (address, method, content) => {
      const answer = await fetch(address, {
        method,
        headers: { authorization: \`Bearer \${TOKEN}\`, accept: "application/vnd.github+json" },
        body: JSON.stringify(content),
      });
      // The token of a pull request from a fork may not write.
      if (answer.status === 403) {
        console.log("::notice::The report is in the summary: this token may not comment.");
        process.exit(0);
      }
      if (!answer.ok) throw new Error(\`\${method} \${address}: \${answer.status} \${await answer.text()}\`);
      return answer.json();
    };
    if (!existsSync(COMMENT)) process.exit(0);
    const body = readFileSync(COMMENT, "utf8");
    const [marker] = body.split("\\n");
    let earlier;
    for (let page = 1, found; earlier === undefined; page++) {
      found = await call(\`\${repository}/\${NUMBER}/comments?per_page=100&page=\${page}\`, "GET");
      earlier = found.find((one) => one.user.type === "Bot" && one.body.startsWith(marker));
      if (found.length < 100) break;
    }
    if (earlier === undefined) await call(\`\${repository}/\${NUMBER}/comments\`, "POST", { body });
    else await call(\`\${repository}/comments/\${earlier.id}\`, "PATCH", { body });
    END
`;

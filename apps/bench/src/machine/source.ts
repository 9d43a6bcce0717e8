import { execFileSync } from "node:child_process";
import type { Circumstances } from "@anneal/experiment/records";

/** The commit and the branch that something was trained from. */
type Source = NonNullable<Circumstances["source"]>;

const said = (...names: readonly string[]): string | undefined =>
  names.map((name) => process.env[name]).find((value) => value !== undefined && value !== "");

function git(...args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 2_000,
    }).trim();
  } catch {
    // There is no git, or this folder is in no repository.
    return undefined;
  }
}

let known: { readonly source: Source | undefined } | undefined;

function find(): Source | undefined {
  const commit = said("GITHUB_SHA", "CI_COMMIT_SHA") ?? git("rev-parse", "HEAD");
  if (commit === undefined || !/^[0-9a-f]{7,64}$/.test(commit)) return undefined;
  const branch =
    said("GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME") ??
    git("rev-parse", "--abbrev-ref", "HEAD");
  return { commit, ...(branch === undefined || branch === "HEAD" ? {} : { branch }) };
}

/** The commit and branch of the folder that this process runs in, as its CI or git says; `undefined` outside of both. */
export const currentSource = (): Source | undefined => (known ??= { source: find() }).source;

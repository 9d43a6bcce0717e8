import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parse } from "yaml";
import type { Install } from "./packed.ts";
import { blocksWith, openShell, runLine } from "./shell.ts";

/** The page that shows them. */
export const continuousIntegration = "docs/continuous-integration.md";

interface GitLabJob {
  readonly parallel?: number;
  readonly script: readonly string[];
  readonly after_script?: readonly string[];
}

/** Runs the jobs for GitLab of the page on continuous integration, and takes the comment that they write. */
export async function runGitLab(folder: string, install: Install): Promise<void> {
  const [fence] = blocksWith(continuousIntegration, "yaml", "CI_NODE_INDEX");
  const { train, conclude } = parse(fence!.code) as Readonly<
    Record<"conclude" | "train", GitLabJob>
  >;
  const shell = await openShell(folder, ["@anneal/bench", "anneal"], install);
  const isInstalled = (line: string): boolean => line !== "npm ci";
  for (let node = 1; node <= train.parallel!; node++) {
    const environment = { CI_NODE_INDEX: String(node), CI_NODE_TOTAL: String(train.parallel) };
    for (const line of train.script.filter(isInstalled)) await runLine(line, shell, environment);
  }
  const comments: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += String(part)));
    request.on("end", () => {
      comments.push(`${request.url!} ${String(request.headers["private-token"])} ${body}`);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const environment = {
    CI_COMMIT_BRANCH: "main",
    CI_DEFAULT_BRANCH: "main",
    CI_API_V4_URL: `http://127.0.0.1:${String(port)}/api/v4`,
    CI_PROJECT_ID: "7",
    CI_MERGE_REQUEST_IID: "3",
    NOTES_TOKEN: "of this test",
  };
  try {
    for (const line of conclude.script.filter(isInstalled)) {
      await runLine(line, shell, environment);
    }
    for (const line of conclude.after_script!) await runLine(line, shell, environment);
  } finally {
    server.close();
  }
  const [comment = ""] = comments;
  if (!comment.startsWith("/api/v4/projects/7/merge_requests/3/notes of this test body=")) {
    throw new Error(
      `${continuousIntegration}: no comment was written, but\n${comments.join("\n")}`,
    );
  }
  if (!existsSync(join(folder, "earlier/results.json"))) {
    throw new Error(`${continuousIntegration}: the results were not kept for the next run`);
  }
}

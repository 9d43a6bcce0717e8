import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);

/** What size-limit measures of one entry of a package. */
export interface Measured {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** The sizes of a package that was built. */
export function sizesOf(folder: string): Measured[] {
  const cwd = new URL(`packages/${folder}`, root);
  const command = fileURLToPath(new URL("node_modules/.bin/size-limit", root));
  const output = execFileSync(command, ["--json"], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output) as Measured[];
}

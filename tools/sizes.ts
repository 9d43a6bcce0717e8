import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);

/** What size-limit measures of one entry of a package. */
export interface Measured {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** The sizes of a package that was built. Whether they keep their limits is the business of `npm run size`. */
export function sizesOf(folder: string): Measured[] {
  const cwd = new URL(`packages/${folder}`, root);
  const command = fileURLToPath(new URL("node_modules/.bin/size-limit", root));
  const { stdout } = spawnSync(command, ["--json"], { cwd, encoding: "utf8" });
  const measured = JSON.parse(stdout) as Measured[] | { readonly error: string };
  if (!Array.isArray(measured)) {
    throw new Error(`packages/${folder} must be built first (npm run build): ${measured.error}`);
  }
  return measured;
}

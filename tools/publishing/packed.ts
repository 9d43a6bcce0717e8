import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Manifest } from "./manifest.ts";
import { run } from "./run.ts";
import { publishedFolders, stage } from "./stage.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Makes that a folder has what `npm install` with these names would bring into it. */
export type Install = (folder: string, names: readonly string[]) => Promise<void>;

/**
 * What cannot be installed everywhere, and what it brings that its pages use: tfjs-node downloads a library of 270 MB, which
 * not every machine can load.
 */
const standIns: Readonly<Record<string, readonly string[]>> = {
  "@tensorflow/tfjs-node": ["@tensorflow/tfjs"],
};

const manifestAt = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/**
 * Packs every package as npm would upload it, and returns an installation that needs no registry: packages of ours are
 * unpacked, those of others are links to what this checkout has of them.
 *
 * @param scratch - A folder for the packages, which does not exist yet.
 */
export async function packAll(scratch: string): Promise<Install> {
  mkdirSync(scratch, { recursive: true });
  const unpacked = new Map<string, string>();
  const staged = publishedFolders().map(stage);
  const listed = await run(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", scratch, ...staged],
    root,
  );
  for (const { name, filename } of JSON.parse(listed) as { name: string; filename: string }[]) {
    const folder = join(scratch, "unpacked", name);
    mkdirSync(folder, { recursive: true });
    await run("tar", ["-xzf", join(scratch, filename), "--strip-components=1"], folder);
    unpacked.set(name, folder);
  }

  return (folder, names) => {
    const wanted = [...names];
    for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
      const target = join(folder, "node_modules", name);
      if (existsSync(target)) continue;
      mkdirSync(dirname(target), { recursive: true });
      const ours = unpacked.get(name);
      if (ours !== undefined) {
        cpSync(ours, target, { recursive: true });
        const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta } = manifestAt(ours);
        const optional = (peerDependenciesMeta ?? {}) as Record<string, { optional?: boolean }>;
        wanted.push(
          ...Object.keys(dependencies),
          ...Object.keys(peerDependencies).filter((peer) => optional[peer]?.optional !== true),
        );
      } else if (name in standIns) {
        wanted.push(...standIns[name]!);
      } else {
        const theirs = join(root, "node_modules", name);
        if (!existsSync(theirs)) throw new Error(`publishing: ${name} is not in this checkout`);
        symlinkSync(theirs, target, "junction");
      }
    }
    return Promise.resolve();
  };
}

import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Manifest } from "./manifest.ts";
import { run } from "./run.ts";
import { publishedFolders } from "./publishedFolders.ts";
import { stage } from "./stage.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Makes that a folder has what `npm install` with these names would bring into it. */
export type Install = (folder: string, names: readonly string[]) => Promise<void>;

/** Packages as npm would upload them, and an installation that needs no registry. */
export interface Packed {
  /** Packages that were packed are unpacked, those of others are links to what this checkout has of them. */
  readonly install: Install;
  /** The folder in which a package is unpacked, if it was packed. */
  readonly folderOf: (name: string) => string | undefined;
  /** Packs the package in a folder, so that it can be installed. Returns the folder in which it is unpacked. */
  add(folder: string): Promise<string>;
}

/**
 * What cannot be installed everywhere, and what it brings that its pages use: tfjs-node downloads a library of 270 MB, which
 * not every machine can load.
 */
const standIns: Readonly<Record<string, readonly string[]>> = {
  "@tensorflow/tfjs-node": ["@tensorflow/tfjs"],
};

/** Where this checkout has a package of somebody else: a package of ours may have a version of its own. */
const whereIs = (name: string): string | undefined =>
  [...publishedFolders(), root]
    .map((folder) => join(folder, "node_modules", name))
    .find((folder) => existsSync(folder));

const manifestAt = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/**
 * Packs every package that is published.
 *
 * @param scratch - A folder for the packages, which does not exist yet.
 */
export async function packAll(scratch: string): Promise<Packed> {
  mkdirSync(scratch, { recursive: true });
  const unpacked = new Map<string, string>();

  const pack = async (folders: readonly string[]): Promise<void> => {
    const quiet = ["--json", "--ignore-scripts", "--pack-destination", scratch];
    const listed = await run("npm", ["pack", ...quiet, ...folders], root);
    for (const { name, filename } of JSON.parse(listed) as { name: string; filename: string }[]) {
      const folder = join(scratch, "unpacked", name);
      mkdirSync(folder, { recursive: true });
      await run("tar", ["-xzf", join(scratch, filename), "--strip-components=1"], folder);
      unpacked.set(name, folder);
    }
  };
  await pack(publishedFolders().map(stage));

  return {
    folderOf: (name) => unpacked.get(name),
    async add(folder) {
      await pack([folder]);
      return unpacked.get(manifestAt(folder).name)!;
    },
    install(folder, names) {
      const wanted = [...names];
      for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
        const target = join(folder, "node_modules", name);
        if (existsSync(target)) continue;
        mkdirSync(dirname(target), { recursive: true });
        const ours = unpacked.get(name);
        if (ours !== undefined) {
          cpSync(ours, target, { recursive: true });
          const manifest = manifestAt(ours);
          const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
          const optional = peerDependenciesMeta as Record<string, { optional?: boolean }>;
          wanted.push(
            ...Object.keys(dependencies),
            ...Object.keys(peerDependencies).filter((peer) => optional[peer]?.optional !== true),
          );
        } else if (name in standIns) {
          wanted.push(...standIns[name]!);
        } else {
          const theirs = whereIs(name);
          if (!theirs) throw new Error(`publishing: ${name} is not in this checkout`);
          symlinkSync(theirs, target, "junction");
          // Beside it npm lays what it depends on.
          wanted.push(...Object.keys(manifestAt(theirs).dependencies ?? {}).filter(whereIs));
        }
      }
      return Promise.resolve();
    },
  };
}

/**
 * Writes the packages of the native libraries, one for each platform, into the folder `platforms`. npm installs that of the
 * machine beside `@anneal/fused-training`, and with it koffi, which loads it.
 *
 * tsx tools/platforms.ts [platform ...]
 *
 * Each library is compiled from source by the one version of zig. Its digest must be that by which the package knows it.
 */
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { platformPackage, publishedManifest } from "../../../tools/publishing/manifest.ts";
import { project } from "../../../tools/publishing/project.ts";
import { findZig, installZig } from "../../../tools/zig.ts";
import manifest from "../package.json" with { type: "json" };
import { libraries } from "../src/engine/libraries.ts";
import { libraryOf } from "./native.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { license, engines, peerDependencies } = manifest;

/** The name of the package of a platform. */
export const packageOf = (platform: string): string => platformPackage(manifest.name, platform);

/** The manifest of the package of a platform. */
export function platformManifest(platform: string): object {
  const [os, cpu] = platform.split("-");
  const described = {
    name: packageOf(platform),
    version: manifest.version,
    description: `The native library of ${manifest.name} for ${platform}.`,
    ...{ license, engines, os: [os], cpu: [cpu] },
    dependencies: { koffi: peerDependencies.koffi },
  };
  return publishedManifest(described, "packages/fused-training", project);
}

/** Writes the package of a platform. Returns its folder. */
export async function writePlatform(platform: string): Promise<string> {
  const bytes = await libraryOf(platform, async () => (await findZig()) ?? (await installZig()));
  const { file, digest } = libraries[platform]!;
  const folder = join(root, "platforms", platform);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), bytes);
  await writeFile(
    join(folder, "package.json"),
    `${JSON.stringify(platformManifest(platform), undefined, 2)}\n`,
  );
  await writeFile(
    join(folder, "README.md"),
    [
      `# ${packageOf(platform)}`,
      "",
      `The native library of \`${manifest.name}\` for ${platform}. npm installs it beside that package, on machines that it is for.`,
      "",
      `SHA-256 of \`${file}\`: \`${digest}\`. \`npm run kernels -- --check\` in a checkout makes the same bytes from source.`,
      "",
    ].join("\n"),
  );
  await copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));
  return folder;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2);
  for (const platform of given.length > 0 ? given : manifest.platforms) {
    console.log(await writePlatform(platform));
  }
}

import { addressOf } from "./project.ts";
import type { Project } from "./project.ts";

/** A `package.json`, of which only what is changed here is typed. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly keywords?: readonly string[];
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  /** Platforms, as Node names them, for which the package has a library in a package of its own. */
  readonly platforms?: readonly string[];
  readonly [field: string]: unknown;
}

/** What a user's tools read of a manifest. Every other field belongs to the workshop and is left behind. */
const published = [
  "name",
  "version",
  "description",
  "keywords",
  "homepage",
  "bugs",
  "repository",
  "license",
  "author",
  "type",
  "sideEffects",
  "engines",
  "os",
  "cpu",
  "bin",
  "main",
  "module",
  "types",
  "unpkg",
  "jsdelivr",
  "exports",
  "publishConfig",
  "dependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "optionalDependencies",
] as const;

/** The condition under which this workspace finds the sources. A published package has nothing for it to lead to. */
const sourceCondition = "@anneal/source";

/** The name of the package that has the library of another one for a platform. */
export const platformPackage = (name: string, platform: string): string => `${name}-${platform}`;

function withoutSource(value: unknown): unknown {
  if (Object(value) !== value) return value;
  return Object.fromEntries(
    Object.entries(value as object)
      .filter(([condition]) => condition !== sourceCondition)
      .map(([condition, target]) => [condition, withoutSource(target)]),
  );
}

/**
 * The manifest that is published: what users' tools read, and where the package comes from.
 *
 * @param manifest - That of the workspace.
 * @param folder - The folder of the package, from the root of the repository.
 * @param project - Whose it is.
 */
export function publishedManifest(manifest: Manifest, folder: string, project: Project): object {
  const whole: Readonly<Record<string, unknown>> = {
    ...manifest,
    author: project.author,
    homepage: `${addressOf(project, folder, "tree")}#readme`,
    bugs: `${project.repository}/issues`,
    repository: { type: "git", url: `git+${project.repository}.git`, directory: folder },
    exports: withoutSource(manifest.exports),
    // npm would take the leading "./" away, and say so at every release.
    bin:
      manifest.bin &&
      Object.fromEntries(
        Object.entries(manifest.bin).map(([name, file]) => [name, file.replace(/^\.\//, "")]),
      ),
    // Of the same version: npm installs that of the machine and leaves the others.
    optionalDependencies:
      manifest.platforms &&
      Object.fromEntries(
        manifest.platforms.map((platform) => [
          platformPackage(manifest.name, platform),
          manifest.version,
        ]),
      ),
    publishConfig: { access: "public" },
  };
  return Object.fromEntries(
    published.filter((field) => whole[field] !== undefined).map((field) => [field, whole[field]]),
  );
}

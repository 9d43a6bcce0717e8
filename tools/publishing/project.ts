import project from "./address.json" with { type: "json" };

/** What every published manifest says of the project, and where its links lead: from `address.json` alone. */
export interface Project {
  readonly author: string;
  /** Address of the repository, as a browser opens it. Names under `.invalid` never resolve: they stand for one to come. */
  readonly repository: string;
}

export { project };

/** Throws while the project has no public address: npm refuses provenance without one, and every link would be dead. */
export function requireAddress({ repository }: Project): void {
  if (new URL(repository).hostname.endsWith(".invalid")) {
    throw new RangeError(
      `publishing: repository in tools/publishing/address.json must be the project's public address before a release, got ${repository}`,
    );
  }
}

/** Where a file of the repository can be read, or, as `"raw"`, loaded as a picture. */
export const addressOf = (
  { repository }: Project,
  file: string,
  form: "blob" | "raw" | "tree" = "blob",
): string => `${repository}/${form}/main/${file}`;

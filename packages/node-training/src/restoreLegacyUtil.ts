import util from "node:util";

/** Gives `util` back the two functions that Node 23 removed and tfjs-node 4.22 calls. */
export function restoreLegacyUtil(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy["isNullOrUndefined"] ??= (value: unknown) => value === null || value === undefined;
  legacy["isArray"] ??= Array.isArray;
}

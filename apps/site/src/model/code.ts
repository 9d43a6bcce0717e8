import { packageOf } from "./catalogue.ts";

/** Every kind that a spec names, each once. */
export function kindsIn(spec: unknown): readonly string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { kind } = value as { readonly kind?: unknown };
    if (typeof kind === "string") found.add(kind);
    Object.values(value).forEach(look);
  };
  look(spec);
  return [...found];
}

/** The command that installs what a spec needs, and nothing else. */
export function installLine(spec: unknown): string {
  const packages = new Set(kindsIn(spec).map(packageOf));
  packages.add("@anneal/core");
  return `npm install ${[...packages].sort().join(" ")}`;
}

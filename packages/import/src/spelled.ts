import { Settings } from "./settings.ts";

/** Settings whose keys have other names. */
export function renamed(settings: Settings, nameOf: (key: string) => string): Settings {
  const entries: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of settings.keys()) entries[nameOf(key)] = settings.get(key);
  return new Settings(settings.findings, settings.where, entries);
}

/**
 * Settings with the keys of some of their sections beside their own, all with underscores: on a command line they have hyphens,
 * and in a file they may be in sections.
 */
export function spelled(settings: Settings, sections: readonly string[] = []): Settings {
  const entries: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const holders = [
    settings,
    ...sections.flatMap((name) => (settings.holds(name) ? [settings.inside(name)] : [])),
  ];
  for (const holder of holders) {
    for (const key of holder.keys()) entries[key.replaceAll("-", "_")] = holder.get(key);
  }
  return new Settings(settings.findings, "", entries);
}

const secondsPer = { s: 1, m: 60, h: 3600 } as const;

/** Reads `90s`, `30m` or `1.5h`, in seconds; `undefined` if the text is no duration above 0. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const seconds = Number(amount) * secondsPer[unit as keyof typeof secondsPer];
  return seconds > 0 ? seconds : undefined;
}

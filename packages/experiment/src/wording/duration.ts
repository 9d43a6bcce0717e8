/** A duration as people say it: `45 s`, `12 min`, `3.5 h`. */
export function describeDuration(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(1, Math.round(seconds)))} s`;
  if (seconds < 90 * 60) return `${String(Math.round(seconds / 60))} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** A number as a chart or a table shows it: four digits. */
export const short = (value: number): string => String(Number(value.toPrecision(4)));

/** More items than a list of a configuration has, where one is repeated or joined to another. */
const mostItems = 100_000;

/** More characters than a text of a configuration has, where two are joined. */
const longestText = 40_000;

export const isNumber = (value: unknown): value is number => typeof value === "number";

/** Puts the items of a list behind those of another. Returns whether it is a list, and both are not too long. */
export function extend(list: unknown[], more: unknown): boolean {
  if (!Array.isArray(more) || list.length + more.length > mostItems) return false;
  // Those that are there now, even where it is the same list.
  more.forEach((item) => list.push(item));
  return true;
}

/** Arithmetic on numbers, and the joining and repeating of lists and texts, as in Python. */
export function operate(left: unknown, operator: string, right: unknown): unknown {
  if (isNumber(left) && isNumber(right)) {
    if (operator === "+") return left + right;
    if (operator === "-") return left - right;
    if (operator === "*") return left * right;
    if (operator === "/") return right === 0 ? undefined : left / right;
    if (operator === "//") return right === 0 ? undefined : Math.floor(left / right);
    if (operator === "%") return right === 0 ? undefined : left - right * Math.floor(left / right);
    if (operator === "**") return left ** right;
  }
  if (operator === "+" && Array.isArray(left)) {
    const joined = [...(left as unknown[])];
    return extend(joined, right) ? joined : undefined;
  }
  if (operator === "+" && typeof left === "string" && typeof right === "string") {
    return left.length + right.length > longestText ? undefined : left + right;
  }
  if (
    operator === "*" &&
    Array.isArray(left) &&
    isNumber(right) &&
    left.length * right <= mostItems
  ) {
    return Array.from({ length: Math.max(0, right) }, () => left as unknown[]).flat();
  }
  return undefined;
}

/** The functions whose value depends on nothing but their arguments. */
export const pythonFunctions: Readonly<Record<string, (items: readonly unknown[]) => unknown>> = {
  int: ([value]) => (isNumber(value) ? Math.trunc(value) : undefined),
  float: ([value]) =>
    isNumber(value)
      ? value
      : typeof value === "string" && value.length < 40
        ? Number(value)
        : undefined,
  round([value, digits]) {
    if (!isNumber(value) || digits !== undefined) return undefined;
    const whole = Math.round(value);
    // Python takes the even one of two that are as near.
    return whole - value === 0.5 && whole % 2 !== 0 ? whole - 1 : whole;
  },
  len: ([value]) => (Array.isArray(value) ? value.length : undefined),
  max: (items) => (items.every(isNumber) ? Math.max(...items) : undefined),
  min: (items) => (items.every(isNumber) ? Math.min(...items) : undefined),
  // A copy, which may grow when the other does not.
  list: ([value]) => (Array.isArray(value) ? [...(value as unknown[])] : undefined),
  tuple: ([value]) => (Array.isArray(value) ? value : undefined),
};

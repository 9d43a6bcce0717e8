/** 1 / 3: bundlers keep a quotient that they would have to compute. */
export const third = 0.3333333333333333;

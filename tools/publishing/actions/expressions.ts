import { Evaluator, Lexer, Parser, data } from "@actions/expressions";

/** What expressions may name: `github`, `inputs`, `runner`, `matrix`, `needs`, `steps`. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the steps before went, which the status functions tell. */
export type Status = "success" | "failure";

/** The value of an expression of GitHub Actions, computed by GitHub's own library. */
export function evaluate(
  expression: string,
  contexts: Contexts,
  status: Status,
): data.ExpressionData {
  const answers = (name: string, value: boolean) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  });
  const functions = [
    answers("success", status === "success"),
    answers("failure", status === "failure"),
    answers("always", true),
    answers("cancelled", false),
  ];
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(tree, known, new Map(functions.map((one) => [one.name, one]))).evaluate();
}

/** Text with the values of the expressions in it. */
export const filled = (text: string, contexts: Contexts, status: Status): string =>
  text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_all, expression: string) =>
    evaluate(expression, contexts, status).coerceString(),
  );

/** Whether a step or a job runs: without a word about the status, only after success. */
export function holds(condition: string | undefined, contexts: Contexts, status: Status): boolean {
  const given = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(condition ?? "true")?.[1] ?? condition ?? "true";
  const tells = /\b(?:success|failure|always|cancelled)\(\)/.test(given);
  const value = evaluate(tells ? given : `success() && (${given})`, contexts, status);
  // What GitHub takes for false: false, 0, the empty text and null.
  return !["false", "0", ""].includes(value.coerceString());
}

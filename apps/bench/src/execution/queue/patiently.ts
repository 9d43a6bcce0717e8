/** The longest pause between two attempts, in milliseconds. */
const longest = 10_000;

/**
 * Calls the broker until it answers. The client of Redis waits for its connection by itself; that of PostgreSQL throws.
 *
 * @param proceed - Whether it is worth another attempt.
 * @param note - Is told of the first failure of a row.
 * @throws What the last attempt threw, if there shall be no other.
 */
export async function patiently<Result>(
  body: () => Promise<Result>,
  proceed: () => boolean,
  note: (error: unknown) => void,
): Promise<Result> {
  for (let failures = 0; ; failures++) {
    try {
      return await body();
    } catch (error) {
      if (!proceed()) throw error;
      if (failures === 0) note(error);
      await new Promise((resolve) => {
        setTimeout(resolve, Math.min(longest, 500 * 2 ** failures));
      });
    }
  }
}

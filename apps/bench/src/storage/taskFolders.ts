import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a run of one task leaves. */
const marks = ["plan.json", "tuning-plan.json", "results.json"];

/** The output of one task. */
interface TaskFolder {
  /** `null` where the folder is that of a single task, whatever its name. */
  readonly task: string | null;
  readonly path: string;
}

const holdsRun = async (folder: string): Promise<boolean> => {
  const names = await readdir(folder).catch((): string[] => []);
  return marks.some((mark) => names.includes(mark));
};

/**
 * The folders of the tasks in an output folder, by name: a run of several tasks has one for each, that of a single task is the
 * folder itself. A path that is no folder is returned as it is: whoever reads it says what is wrong.
 */
export async function taskFoldersOf(path: string): Promise<readonly TaskFolder[]> {
  const single = [{ task: null, path }];
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder || (await holdsRun(path))) return single;
  const found: TaskFolder[] = [];
  for (const task of (await readdir(path)).sort()) {
    if (await holdsRun(join(path, task))) found.push({ task, path: join(path, task) });
  }
  return found.length === 0 ? single : found;
}

/** The folder of a task in another output folder than the one in which it was found. */
export const inFolder = (folder: string, { task }: TaskFolder): string =>
  task === null ? folder : join(folder, task);

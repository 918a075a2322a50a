/** A failure that the user can do something about: its message says what is wrong, where, and what to do. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** System errors in plain words; the codes are those of Node's documentation, "Common system errors". */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "a folder",
  ENOTDIR: "a path through something that is no folder",
  EEXIST: "a file, where a folder should be",
  EACCES: "no permission",
  EROFS: "a file system that cannot be written to",
  ENOSPC: "no space left",
};

/** Why a file could not be read or written, in plain words. */
export function fileTrouble(error: unknown): string {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

/**
 * Writes files.
 * @param shown what is written to, as the user knows it
 * @throws UserError saying why it cannot be done
 */
export function writing<T>(shown: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new UserError(`cannot write to ${shown}: ${fileTrouble(error)}`, { cause: error });
  }
}

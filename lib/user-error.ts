/** An error that the user can fix. Its message says what is wrong, where, and what to do. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** System errors in plain words, by code. The codes are those of Node's documentation, "Common system errors". */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "a folder",
  ENOTDIR: "part of the path is not a folder",
  EEXIST: "a file, where a folder should be",
  EACCES: "no permission",
  EROFS: "a read-only file system",
  ENOSPC: "no space left",
};

/** The reason why a file could not be read or written, in plain words. */
export function fileTrouble(error: unknown): string {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

/**
 * Runs a function that writes files, and explains its system errors.
 * @param shown the file or folder, by the name that the user knows
 * @throws UserError with the reason, if the system refuses the write
 */
export function writing<T>(shown: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new UserError(`cannot write to ${shown}: ${fileTrouble(error)}`, { cause: error });
  }
}

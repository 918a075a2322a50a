/** A known reason for which specs fail in the lab although the cluster does what they want. */
interface Cause {
  readonly specs: RegExp;
  readonly cause: string;
}

/** Reasons that hold only where stand-ins were used, because no registry can be reached. */
const withoutRegistry: readonly Cause[] = [
  {
    specs: /establish an mTLS connection/,
    cause: "the test always pulls its image (`imagePullPolicy: Always`), and the lab's nodes cannot reach a registry",
  },
  {
    specs: /(ConfigMap|Secrets) should be consumable (via the environment|as environment variable names)/,
    cause:
      "the shell of the stand-in for busybox dropped variables whose names contain a dash; the container has these variables. This is fixed: the stand-in now uses another shell",
  },
  {
    specs: /AllowPrivilegeEscalation should not allow privilege escalation when false/,
    cause: "its image, `nonewprivs`, was not available; the command now skips tests without an image",
  },
];

/**
 * Why a spec failed without a fault of the cluster.
 * @param standIns the images of the run that were not upstream's.
 * @returns undefined if no such reason is known.
 */
export function causeOf(spec: string, standIns: readonly string[]): string | undefined {
  if (standIns.length === 0) return undefined;
  return withoutRegistry.find(({ specs }) => specs.test(spec))?.cause;
}

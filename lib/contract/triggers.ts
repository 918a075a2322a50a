/** Keys of a step's triggers that are no paths of files: other keys replace steps in somebody's production. */
export const triggerKeys = {
  /** The id of the instance. */
  instance: "instance",
  /** The id of the resource by which a node leaves. */
  leave: "leave",
  /** What encrypts at rest. */
  firstEncryptionKey: "first key",
} as const;

/** The key of an artifact's digest: `artifact kubelet`. Nodes remember changes by it as well. */
export const artifactKey = (name: string): string => `artifact ${name}`;

/** The artifact whose digest a key stands for; undefined if it is another key. */
export const parseArtifactKey = (key: string): string | undefined => /^artifact (.+)$/.exec(key)?.[1];

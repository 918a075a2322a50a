/**
 * Keys of a step's triggers that are not paths of files. Never change a key: a changed key runs a step again in a
 * user's production.
 */
export const triggerKeys = {
  /** The id of the instance. */
  instance: "instance",
  /** The id of the resource by which a node leaves. */
  leave: "leave",
  /** The identity of the key that encrypts at rest. */
  firstEncryptionKey: "first key",
} as const;

/** The trigger key of an artifact's digest: `artifact kubelet`. Nodes record changes by the same key. */
export const artifactKey = (name: string): string => `artifact ${name}`;

/** The artifact of a trigger key; undefined if the key is another one. */
export const parseArtifactKey = (key: string): string | undefined => /^artifact (.+)$/.exec(key)?.[1];

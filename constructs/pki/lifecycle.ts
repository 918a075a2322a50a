/** Of what nodes trust: once it has left the cluster file, it goes after all that depended on it has changed (trusted.ts). */
export const outlastsTrust = { createBeforeDestroy: true };

/**
 * The lifecycle of everything that nodes trust. When it is removed from the cluster file, Terraform destroys it only
 * after everything that depended on it has changed (trusted.ts).
 */
export const outlastsTrust = { createBeforeDestroy: true };

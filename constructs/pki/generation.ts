/** Of what nodes trust: once it has left the cluster file, it goes after all that depended on it has changed (trusted.ts). */
export const outlastsTrust = { createBeforeDestroy: true };

/**
 * Id of one generation of an authority or a key: the first has the bare name, so that a cluster which never rotates
 * anything sees nothing of generations.
 */
export function generationId(name: string, generation: number): string {
  return generation === 1 ? name : `${name}-${generation}`;
}

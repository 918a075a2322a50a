import { containers } from "./containers";
import type { HostProvider } from "./provider";

/** Every kind of host that the lab can make. */
export const providers: readonly HostProvider[] = [containers];

/** The kind of this lab's hosts. */
export function hostProvider(): HostProvider {
  return containers;
}

import { emulatorEndpoint } from "../settings";

/**
 * Configuration of the lab's own AWS clients. The emulator accepts every key. It recognises the lab by this one, and
 * neither counts nor delays its requests.
 */
export function clientConfig(region: string) {
  return {
    region,
    endpoint: emulatorEndpoint,
    credentials: { accessKeyId: "lab-supervisor", secretAccessKey: "lab" },
    maxAttempts: 2,
  };
}

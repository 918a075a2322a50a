import { emulatorEndpoint } from "../settings";

/**
 * How the lab's own AWS clients reach the emulator, which believes every key. By this one it knows the lab itself, whose
 * requests it neither counts nor delays.
 */
export function clientConfig(region: string) {
  return {
    region,
    endpoint: emulatorEndpoint,
    credentials: { accessKeyId: "lab-supervisor", secretAccessKey: "lab" },
    maxAttempts: 2,
  };
}

import { emulatorEndpoint } from "../settings";

/** How the AWS clients reach the emulator, which believes every key. */
export function clientConfig(region: string) {
  return {
    region,
    endpoint: emulatorEndpoint,
    credentials: { accessKeyId: "lab", secretAccessKey: "lab" },
    maxAttempts: 2,
  };
}

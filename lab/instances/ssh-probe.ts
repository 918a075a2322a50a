import { createConnection } from "node:net";
import { sleep } from "../../lib/processes";

/** Waits until an SSH server greets at an address; gives up after two minutes. */
export async function untilSshAnswers(address: string): Promise<boolean> {
  const end = Date.now() + 120_000;
  while (Date.now() < end) {
    if (await greets(address)) return true;
    await sleep(200);
  }
  return false;
}

function greets(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection({ host: address, port: 22, timeout: 1000 });
    const answer = (greeted: boolean) => {
      connection.destroy();
      resolve(greeted);
    };
    connection.on("data", (data) => answer(data.toString().startsWith("SSH-")));
    connection.on("error", () => answer(false));
    connection.on("timeout", () => answer(false));
    connection.on("close", () => answer(false));
  });
}

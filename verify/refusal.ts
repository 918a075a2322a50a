import { expect } from "./outcome";
import { lastWords } from "./kubectl";
import type { Subject } from "./subject";

/**
 * Offers an object that the API server must refuse. A dry run: nothing is stored.
 * @param words what a refusal for the right reason contains.
 * @returns the answer.
 * @throws Failed if it was accepted, or refused for another reason.
 */
export async function expectRefused({ kubectl }: Subject, object: object, words: RegExp): Promise<string> {
  const input = JSON.stringify(object);
  const output = await kubectl.attempt(["create", "--dry-run=server", "--filename", "-"], { input });
  expect(output.code !== 0, "it was accepted");
  const said = lastWords(output);
  expect(words.test(said), `it was refused for another reason: ${said}`);
  return said.slice(0, 160);
}

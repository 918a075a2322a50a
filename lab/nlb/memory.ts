import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { TargetState, TargetStates } from "./target-states";

/**
 * The states of all targets, stored in a file: a load balancer does not forget them when the supervisor restarts. Keys
 * name a node and a target group.
 */
export class TargetMemory {
  private readonly states: Map<string, TargetStates>;
  private written = "";

  /** @param file where to store them. */
  constructor(private readonly file: string) {
    this.states = new Map(existsSync(file) ? decode(readFileSync(file, "utf8")) : []);
  }

  get(key: string): TargetStates {
    return this.states.get(key) ?? new Map<string, TargetState>();
  }

  set(key: string, states: TargetStates): void {
    this.states.set(key, states);
  }

  /** Forgets the states whose keys begin with a prefix. */
  forget(start: string): void {
    for (const key of this.states.keys()) if (key.startsWith(start)) this.states.delete(key);
  }

  /** Writes the states to the file, if they have changed. */
  save(): void {
    const text = JSON.stringify([...this.states].map(([key, states]) => [key, [...states]]));
    if (text === this.written) return;
    writeFileSync(`${this.file}.new`, text);
    renameSync(`${this.file}.new`, this.file);
    this.written = text;
  }
}

function decode(text: string): [string, TargetStates][] {
  const saved = JSON.parse(text) as [string, [string, TargetState][]][];
  return saved.map(([key, states]) => [key, new Map(states)]);
}

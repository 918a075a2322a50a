import { writeFileSync } from "node:fs";
import type { ResourceSpan } from "./apply-events";
import { files } from "./settings";
import type { Status } from "./status";

/** A time span in `up`, in milliseconds since 1970. */
export interface Phase {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Measures how long each phase of a command takes. */
export class Timings {
  readonly phases: Phase[] = [];

  /** Runs the work as a phase with that name. */
  async phase<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = Date.now();
    try {
      return await work();
    } finally {
      this.phases.push({ name, start, end: Date.now() });
    }
  }

  /** Adds the phases of an apply, from Terraform's own events and the supervisor. */
  addApply(spans: readonly ResourceSpan[], status: Status | undefined): void {
    this.phases.push(...applyPhases(spans, status));
  }

  /**
   * Adds groundup's own share: the time from when all instances answer SSH and all certificates exist, until all nodes
   * are Ready.
   * @param ready when the last node became Ready.
   */
  addReady(spans: readonly ResourceSpan[], status: Status | undefined, ready: number | undefined): void {
    const booted = (status?.instances ?? []).flatMap((it) => it.ssh ?? []);
    const certificates = spans.filter((span) => span.type.startsWith("tls_")).flatMap((span) => span.end ?? []);
    const start = Math.max(...booted, ...certificates);
    if (ready && certificates.length > 0 && ready > start) {
      this.phases.push({ name: "SSH and certificates until all nodes Ready", start, end: ready });
    }
  }

  /** Writes the table for programs, and returns it for people. */
  finish(): string {
    writeFileSync(files.timings, `${JSON.stringify(this.phases, undefined, 2)}\n`);
    return renderTable(this.phases);
  }
}

/** Phases derived from the times of each resource, and of the hosts' starts and first answers. */
export function applyPhases(spans: readonly ResourceSpan[], status: Status | undefined): Phase[] {
  const done = spans.filter((span) => span.end !== undefined);
  const booted = (status?.instances ?? []).filter((it) => it.started && it.ssh);
  const ofType = (test: (type: string) => boolean) => done.filter((span) => test(span.type));
  return [
    ...around(
      "  AWS: load balancer",
      ofType((type) => type === "aws_lb"),
    ),
    ...around(
      "  AWS: instances",
      ofType((type) => type === "aws_instance"),
    ),
    ...around(
      "  certificates and keys",
      ofType((type) => type.startsWith("tls_")),
    ),
    ...around(
      "  boot to SSH",
      booted.map(({ started, ssh }) => ({ start: started!, end: ssh })),
    ),
    ...around(
      "  steps on nodes",
      ofType((type) => type === "null_resource"),
    ),
  ];
}

/** Phases shorter than this many milliseconds are left out. */
const shortest = 100;

/** The table of phases: when each began, counted from the first, and how long it took. */
export function renderTable(phases: readonly Phase[]): string {
  const shown = phases.filter(({ start, end }) => end - start >= shortest);
  const zero = Math.min(...phases.map((phase) => phase.start));
  const width = Math.max(...shown.map((phase) => phase.name.length));
  const rows = shown.map(({ name, start, end }) =>
    [name.padEnd(width), seconds(start - zero), seconds(end - start)].join("  "),
  );
  return [`${"where the time went".padEnd(width)}      from      took`, ...rows].join("\n");
}

function around(name: string, spans: readonly { start: number; end?: number }[]): Phase[] {
  if (spans.length === 0) return [];
  return [{ name, start: Math.min(...spans.map((it) => it.start)), end: Math.max(...spans.map((it) => it.end!)) }];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`.padStart(8);
}

/** One line of `terraform apply -json`: the fields that the lab uses. */
interface Event {
  readonly type: string;
  readonly "@timestamp": string;
  readonly "@message": string;
  readonly hook?: {
    readonly resource?: { readonly addr: string; readonly resource_type: string };
    readonly action?: string;
    readonly output?: string;
  };
  readonly changes?: {
    readonly add: number;
    readonly change: number;
    readonly remove: number;
    readonly operation: string;
  };
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail?: string;
    readonly address?: string;
  };
}

/** What was done to one resource, in milliseconds since 1970. */
export interface ResourceSpan {
  readonly address: string;
  readonly type: string;
  readonly action: string;
  readonly start: number;
  end?: number;
  failed?: boolean;
}

/** How many of a provisioner's last lines are shown when it fails. */
const shownLines = 20;

/** Follows an apply: which resources Terraform works on, when each was done, and what went wrong. */
export class ApplyEvents {
  readonly spans: ResourceSpan[] = [];
  readonly problems: string[] = [];
  summary = "";
  private readonly provisioners = new Map<string, string[]>();

  /** @param say receives a message for each finished action. */
  constructor(private readonly say: (text: string) => void) {}

  /** Processes a line of Terraform's output. */
  line(text: string): void {
    const event = parse(text);
    const resource = event?.hook?.resource;
    if (!event) return;
    if (event.type === "apply_start" && resource) this.start(event, resource.addr, resource.resource_type);
    if ((event.type === "apply_complete" || event.type === "apply_errored") && resource)
      this.finish(event, resource.addr);
    if (event.type === "provision_progress" && resource) this.remember(resource.addr, event.hook?.output ?? "");
    if (event.type === "diagnostic" && event.diagnostic?.severity === "error") this.problems.push(this.problem(event));
    if (event.type === "change_summary") this.summary = event["@message"];
  }

  /** The resources that Terraform works on, each with its seconds so far. */
  open(now: number): string {
    const spans = this.spans.filter((span) => span.end === undefined);
    const texts = spans.map((span) => `${span.address} (${Math.round((now - span.start) / 1000)} s)`);
    return texts.length > 4 ? `${texts.slice(0, 4).join(", ")} and ${texts.length - 4} more` : texts.join(", ");
  }

  private remember(address: string, output: string): void {
    const lines = [...(this.provisioners.get(address) ?? []), ...output.trimEnd().split("\n")];
    this.provisioners.set(address, lines.slice(-shownLines));
  }

  private problem(event: Event): string {
    const { summary, detail, address } = event.diagnostic!;
    const said = (address && this.provisioners.get(address)) || [];
    return [`${address ? `${address}: ` : ""}${summary}`, detail, ...said.map((line) => `  | ${line}`)]
      .filter(Boolean)
      .join("\n");
  }

  private start(event: Event, address: string, type: string): void {
    this.spans.push({ address, type, action: event.hook?.action ?? "", start: Date.parse(event["@timestamp"]) });
  }

  private finish(event: Event, address: string): void {
    const span = this.spans.findLast((it) => it.address === address && it.end === undefined);
    if (!span) return;
    span.end = Date.parse(event["@timestamp"]);
    span.failed = event.type === "apply_errored";
    const seconds = (span.end - span.start) / 1000;
    if (span.failed) this.say(`FAILED: ${span.action} ${address}`);
    else if (seconds >= 1) this.say(`${span.action} ${address}: ${seconds.toFixed(1)} s`);
  }
}

function parse(text: string): Event | undefined {
  try {
    return JSON.parse(text) as Event;
  } catch {
    return undefined; // Terraform prints plain text when it fails very early; the log has that text
  }
}

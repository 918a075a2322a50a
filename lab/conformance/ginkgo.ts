/** The state of a spec, in Ginkgo's words. */
type State =
  "" | "pending" | "skipped" | "passed" | "failed" | "aborted" | "panicked" | "interrupted" | "timedout" | "invalid";

/** A spec in Ginkgo's JSON report: the fields that are used here. */
interface SpecReport {
  readonly LeafNodeType: string;
  readonly LeafNodeText: string;
  readonly ContainerHierarchyTexts?: readonly string[] | null;
  readonly State: State;
  /** In nanoseconds. */
  readonly RunTime: number;
  readonly Failure?: { readonly Message?: string };
}

type SuiteReports = readonly { readonly SpecReports?: readonly SpecReport[] | null }[];

/** A spec of the suite. */
export interface Spec {
  /** All its texts joined, as Ginkgo's focus and skip see them. */
  readonly name: string;
  readonly serial: boolean;
  readonly state: State;
  readonly seconds: number;
  /** Why it failed or was skipped, in one line. */
  readonly message?: string;
}

/** The specs of a JSON report, without set-up and clean-up nodes. */
export function specsOf(report: string): Spec[] {
  const suites = JSON.parse(report) as SuiteReports;
  return suites
    .flatMap(({ SpecReports }) => SpecReports ?? [])
    .filter(({ LeafNodeType }) => LeafNodeType === "It")
    .map((it) => {
      const message = firstLine(it.Failure?.Message);
      const name = [...(it.ContainerHierarchyTexts ?? []), it.LeafNodeText].join(" ");
      return {
        name,
        serial: name.includes("[Serial]"),
        state: it.State,
        seconds: Math.round(it.RunTime / 1e9),
        ...(message ? { message } : {}),
      };
    });
}

const firstLine = (text = "") => text.trim().split("\n")[0]!.slice(0, 300);

/** How a line of Ginkgo's output reports the end of a spec: `• [2.345 seconds]`, `• [FAILED] [2.345 seconds]`. */
export function endOfSpec(line: string): "passed" | "failed" | undefined {
  const found = /^• (\[[A-Z !]+\] )?\[\d+\.\d+ seconds\]/.exec(line);
  if (!found) return undefined;
  return found[1] ? "failed" : "passed";
}

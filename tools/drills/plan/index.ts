import { recordedPlans, reviewCases } from "../../fixtures/recorded-plans";
import { parsePlan } from "../../../review/plan";
import { ReviewError } from "../../../review/plan-format";
import { reviewPlan } from "../../../review/review";
import type { Verdict } from "../../../review/verdict";
import type { Drill, Faults } from "../drill";
import { Random } from "../random";
import { mutate, type PlanJson } from "./mutations";
import { kept } from "./kept";

/** How safe a verdict is: a higher rank is less safe. A pipeline stops at the last one, whichever of its verdicts it is. */
const ranks: Readonly<Record<Verdict, number>> = {
  nothing: 0,
  safe: 1,
  disruptive: 2,
  "cannot-judge": 3,
  dangerous: 3,
};

/** The rank of a plan. What cannot be read at all stops a pipeline too. */
function rankOf(plan: PlanJson): number {
  try {
    return ranks[reviewPlan(parsePlan(JSON.stringify(plan))).verdict];
  } catch (error) {
    if (error instanceof ReviewError) return ranks["cannot-judge"];
    throw error;
  }
}

/** Takes information away from recorded plans: the verdict must not become safer by it. */
export const planDrill: Drill = {
  does: "Takes information away from recorded plans by random mutations. The review's verdict must never become safer.",
  kept,
  prepare: () => {
    const plans = Object.entries({ ...recordedPlans(), ...reviewCases() }).map(([name, text]) => {
      const plan = JSON.parse(text) as PlanJson;
      return { name, plan, rank: rankOf(plan) };
    });
    return {
      run(seed: number): Faults {
        const random = new Random(seed);
        const { name, plan, rank } = random.pick(plans);
        const { mutated, did } = mutate(plan, random);
        return rankOf(mutated) < rank ? [`${name}: ${did.join("; ")}: the verdict becomes safer`] : [];
      },
    };
  },
};

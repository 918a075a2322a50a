import { recordedPlans, reviewCases } from "../../fixtures/recorded-plans";
import { parsePlan } from "../../../review/plan";
import { ReviewError } from "../../../review/plan-format";
import { reviewPlan } from "../../../review/review";
import type { Verdict } from "../../../review/verdict";
import type { Drill, Faults } from "../drill";
import { Random } from "../random";
import { mutate, type PlanJson } from "./mutations";
import { kept } from "./kept";

/** How safe a verdict is: a higher rank is less safe. The verdicts that stop a pipeline share the highest rank. */
const ranks: Readonly<Record<Verdict, number>> = {
  nothing: 0,
  safe: 1,
  disruptive: 2,
  "cannot-judge": 3,
  dangerous: 3,
};

/** The rank of a plan. A plan that cannot be read stops a pipeline too. */
function rankOf(plan: PlanJson): number {
  try {
    return ranks[reviewPlan(parsePlan(JSON.stringify(plan))).verdict];
  } catch (error) {
    if (error instanceof ReviewError) return ranks["cannot-judge"];
    throw error;
  }
}

/** Removes information from recorded plans: the verdict must not become safer. */
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

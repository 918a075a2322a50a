import { recordedPlans } from "../../__tests__/support/recorded-plans";
import { parsePlan } from "../../lib/review/plan";
import { reviewPlan } from "../../lib/review/review";
import type { Drill, Faults } from "../drill";
import { Random } from "../random";
import { mutate, type PlanJson } from "./mutations";

const ranks = ["nothing", "safe", "disruptive", "dangerous"];

/** How safe a plan is said to be: a higher rank is less safe. */
const rankOf = (plan: PlanJson) => ranks.indexOf(reviewPlan(parsePlan(JSON.stringify(plan))).verdict);

/** Takes information away from recorded plans: the verdict must not become safer by it. */
export const planDrill: Drill = {
  does: "Takes information away from recorded plans by random mutations. The review's verdict must never become safer.",
  kept: [],
  prepare: () => {
    const plans = Object.entries(recordedPlans()).map(([name, text]) => ({ name, plan: JSON.parse(text) as PlanJson }));
    const ranks = plans.map(({ plan }) => rankOf(plan));
    return {
      run(seed: number): Faults {
        const random = new Random(seed);
        const chosen = random.below(plans.length);
        const { name, plan } = plans[chosen]!;
        const { mutated, did } = mutate(plan, random);
        return rankOf(mutated) < ranks[chosen]! ? [`${name}: ${did.join(", ")}: the verdict is safer`] : [];
      },
    };
  },
};

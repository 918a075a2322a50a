import { Random } from "../../../tools/drills/random";
import { type Step, stepNames } from "../../../tools/drills/step/steps";
import {
  differences,
  drawSchedule,
  keptMoments,
  pointsOf,
  scheduleOf,
  tell,
  writes,
} from "../../../tools/drills/step/schedule";

const trace = [
  'groundup:17 rm -rf "$work"',
  "step-update:9 [[ -e $STATE/joined ]]",
  'common.sh:182 mv -T "$path.groundup-new" "$path"',
  'common.sh:182 mv -T "$path.groundup-new" "$path"',
  "step-update:44 remember_version",
];
const pointsFrom = (ofStep: (name: Step) => readonly string[]) =>
  new Map(stepNames.map((name) => [name, pointsOf(ofStep(name))]));
const points = pointsFrom((name) => (name.endsWith("join") ? trace.slice(0, 3) : trace));
const many = Array.from({ length: 400 }, (_, seed) => drawSchedule(new Random(seed), points));

test("a moment is a line of a script, and how often the step has reached it", () => {
  expect(points.get("worker update")!.map(({ at, turn }) => `${at} ${turn}`)).toEqual([
    "groundup:17 1",
    "step-update:9 1",
    "common.sh:182 1",
    "common.sh:182 2",
    "step-update:44 1",
  ]);
});

test("a seed makes the same schedule again, and a schedule comes from its own step", () => {
  expect(drawSchedule(new Random(7), points)).toEqual(drawSchedule(new Random(7), points));
  for (const { step, kills } of many) for (const kill of kills) expect(points.get(step)).toContainEqual(kill);
});

test("every disturbance occurs: kills, two in a row, power cuts, two steps at once", () => {
  expect(many.some(({ kills }) => kills.length === 2)).toBe(true);
  expect(many.some(({ powerCut }) => powerCut)).toBe(true);
  const beside = many.filter(({ besides }) => besides !== undefined);
  expect(beside.length).toBeGreaterThan(0);
  for (const { kills } of beside) expect(kills).toEqual([]);
  expect(new Set(many.map(({ step }) => step))).toEqual(new Set(stepNames));
});

test("a stored moment is found by its command, at any line, and its loss is an error", () => {
  const { script, command, turn } = keptMoments.worker[0]!;
  const lines = Array.from({ length: turn + 1 }, () => `${script}:99 ${command}`);
  const moments = pointsFrom(() => [...trace, ...lines]);
  expect(scheduleOf(0, keptMoments.worker, moments).kills).toEqual([{ at: `${script}:99`, turn, command }]);
  expect(() => scheduleOf(0, keptMoments.worker, points)).toThrow(script);
  expect(scheduleOf(7, keptMoments.worker, points)).toEqual(drawSchedule(new Random(7), points));
});

test("moments before writing commands are drawn most, but others too", () => {
  const drawn = many.flatMap(({ kills }) => kills);
  const before = drawn.filter(({ command }) => writes(command)).length;
  expect(before / drawn.length).toBeGreaterThan(0.7);
  expect(before).toBeLessThan(drawn.length);
});

test.each([
  ['mv -T "$path.groundup-new" "$path"', true],
  ['jq -r .kubernetes "$node" > "$STATE/kubernetes"', true],
  ['echo "$2" >"$record"', true],
  ["systemctl daemon-reload", true],
  ['"$SCRIPTS/install-artifact" "$name" "$sha256" "$install"', true],
  ['"${kubectl[@]}" patch node "$hostname"', true],
  ["[[ -e $STATE/joined ]]", false],
  ['cmp -s "$WORK/tree$path" "$path" 2>/dev/null', false],
  ['say "wrote $path" >&2', false],
  ['units=$(jq -r .units <"$node")', false],
])("%s may write: %s", (command, expected) => {
  expect(writes(command)).toBe(expected);
});

test("states differ in missing and in unwanted lines", () => {
  expect(differences(["a", "b"], ["b", "c"])).toEqual(["missing: a", "too much: c"]);
  expect(differences(["a"], ["a"])).toEqual([]);
});

test("a schedule is shown with its moments", () => {
  const [, , , mv] = points.get("worker update")!;
  expect(tell({ step: "worker update", kills: [mv!], powerCut: true })).toBe(
    'worker update killed before common.sh:182, turn 2 (mv -T "$path.groundup-new" "$path"), with a power cut',
  );
  expect(tell({ step: "worker join", kills: [], powerCut: false, besides: 30 })).toBe(
    "worker join beside another one, 30 ms later",
  );
});

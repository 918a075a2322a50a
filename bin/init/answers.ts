import { UserError } from "../../lib/user-error";

/** What `groundup init` cannot know, as people write it. */
export interface Answers {
  readonly name: string;
  readonly region: string;
  readonly masters: string;
  readonly workers: string;
  /** `generated`, or the path of a public key. */
  readonly sshKey: string;
  /** Apart by commas; empty: Terraform asks. */
  readonly operatorCidrs: string;
}

type Key = keyof Answers;

/** One of the questions. */
interface Question {
  readonly flag: string;
  readonly asks: string;
  /** The keys of the cluster file that the answer becomes. */
  readonly paths: readonly string[];
}

/** The questions, in the order in which they are asked. */
export const questions: Readonly<Record<Key, Question>> = {
  name: { flag: "name", asks: "Name of the cluster", paths: ["name"] },
  region: { flag: "region", asks: "AWS region", paths: ["region"] },
  masters: { flag: "masters", asks: "Number of masters (1, 3 or 5)", paths: ["masters"] },
  workers: { flag: "workers", asks: "Number of workers", paths: ["workers", "network"] },
  sshKey: {
    flag: "ssh-key",
    asks: "SSH key: the path of your public key, or generated (Terraform generates a key and keeps it in its state)",
    paths: ["ssh"],
  },
  operatorCidrs: {
    flag: "operator-cidr",
    asks: "Address ranges that may reach SSH and the API, separated by commas (empty: Terraform asks at each plan)",
    paths: ["operatorCidrs"],
  },
};

const keys = Object.keys(questions) as readonly Key[];

/** A problem of an answer, and the key of the cluster file that it is about. */
export interface AnswerProblem {
  readonly path: string;
  readonly text: string;
}

/**
 * The answers of who is not asked: flags, and defaults.
 * @throws UserError that names every flag that is missing
 */
export function withoutAsking(given: Partial<Answers>, defaults: Partial<Answers>): Answers {
  const known = { ...withoutUndefined(defaults), ...withoutUndefined(given) };
  const missing = keys.filter((key) => known[key] === undefined);
  if (missing.length === 0) return known as Answers;
  const lines = missing.map((key) => `  --${questions[key].flag}: ${questions[key].asks}`);
  throw new UserError(
    ["nothing was written: these options have no default, and there is no terminal to ask on:", ...lines].join("\n"),
  );
}

/** Where questions are asked. */
export interface Terminal {
  /** Shows a question, and returns the line that was typed. */
  readonly ask: (question: string) => Promise<string>;
  readonly say: (text: string) => void;
}

/**
 * Asks for what no flag gives, and asks again as long as an answer makes a problem in the cluster file.
 * @param problemsOf the problems of a cluster file with these answers
 */
export async function asking(
  given: Partial<Answers>,
  defaults: Partial<Answers>,
  terminal: Terminal,
  problemsOf: (answers: Answers) => readonly AnswerProblem[],
): Promise<Answers> {
  let answers: Answers = { ...placeholders, ...withoutUndefined(defaults), ...withoutUndefined(given) };
  for (const key of keys.filter((one) => given[one] === undefined)) {
    const { asks, paths } = questions[key];
    const otherwise = defaults[key] ?? "";
    const question = `${asks}${otherwise ? ` [${otherwise}]` : ""}: `;
    for (let problems: readonly AnswerProblem[] | undefined; problems?.length !== 0;) {
      const typed = (await terminal.ask(question)).trim();
      answers = { ...answers, [key]: typed || otherwise };
      problems = problemsOf(answers).filter(({ path }) => paths.some((start) => path.startsWith(start)));
      for (const { text } of problems) terminal.say(text);
    }
  }
  return answers;
}

/** Answers without problems, for the questions that are still to come. */
const placeholders: Answers = {
  name: "cluster",
  region: "us-east-2",
  masters: "3",
  workers: "3",
  sshKey: "generated",
  operatorCidrs: "",
};

const withoutUndefined = (answers: Partial<Answers>): Partial<Answers> =>
  Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));

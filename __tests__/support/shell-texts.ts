import { readFileSync } from "node:fs";
import ts from "typescript";

/** A shell script in a TypeScript file. */
export interface ShellText {
  readonly name: string;
  readonly text: string;
}

/** Stands in a script for what TypeScript puts there at run time. */
const placeholder = "PLACEHOLDER";

/**
 * The shell scripts of a TypeScript file: texts in what is called `script` or `...Script`, and the texts that
 * `Subject.on` gets.
 */
export function shellTexts(file: string): ShellText[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: ShellText[] = [];
  const collect = (name: string, node: ts.Node): void => {
    const text = textOf(node);
    if (text === undefined) ts.forEachChild(node, (child) => collect(name, child));
    else if (text.trim().includes(" ")) found.push({ name, text });
  };
  const visit = (node: ts.Node): void => {
    const named = ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) ? node.name?.getText() : undefined;
    if (named && /script$/i.test(named)) collect(named, node);
    else if (isScriptCall(node)) collect("on", node.arguments[1]!);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const isScriptCall = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  node.expression.getText() === "subject.on" &&
  node.arguments.length > 1;

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => placeholder + literal.text).join("");
}

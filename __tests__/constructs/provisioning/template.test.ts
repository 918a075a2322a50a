import fc from "fast-check";
import { escapeTemplate } from "../../../constructs/provisioning/template";
import { unescapeTemplate } from "../../../review/inspection";
import { expressionsOf } from "../../../tools/fixtures/references";

/** Text as shells and formats have it: full of what Terraform's templates give a meaning. */
const awkward = fc
  .array(fc.oneof(fc.constantFrom("$", "${", "%", "%{", "{", "}", "$$", "%%", '"', "\\"), fc.string({ maxLength: 3 })))
  .map((parts) => parts.join(""));

/** HCL's own reading of template text without expressions (hclsyntax, template scanner): the first marker that fits wins. */
const terraformReads = (text: string) => text.replace(/\$\$\{|%%\{/g, (escape) => escape.slice(1));

test("Terraform reads an escaped text as the original text", () => {
  fc.assert(fc.property(awkward, (text) => expect(terraformReads(escapeTemplate(text))).toBe(text)));
});

test("an escaped text contains no expression and no directive", () => {
  fc.assert(
    fc.property(awkward, (text) => {
      const escaped = escapeTemplate(text);
      expect(expressionsOf(escaped)).toEqual([]);
      // A blank in its place: without, what stands before and behind would meet.
      expect(escaped.replaceAll("%%{", " ")).not.toContain("%{");
    }),
    { examples: [["%%{{"]] },
  );
});

test("inspection shows the original text", () => {
  fc.assert(fc.property(awkward, (text) => expect(unescapeTemplate(escapeTemplate(text))).toBe(text)));
});

test("escaping does not change placeholders of cdktf", () => {
  expect(escapeTemplate("https://${TfToken[TOKEN.7]}:6443 ${HOME} %{http_code}")).toBe(
    "https://${TfToken[TOKEN.7]}:6443 $${HOME} %%{http_code}",
  );
});

/**
 * Plain text as Terraform's template language has it: `${` and `%{` are its own. cdktf's placeholders for apply-time
 * values, which look like `${TfToken[TOKEN.7]}`, stay what they are.
 */
export function escapeTemplate(text: string): string {
  return text.replace(/\$\{(?!TfToken\[)/g, "$$${").replace(/%\{/g, "%%{");
}

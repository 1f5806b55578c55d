/** Values as text of an nginx configuration. */

/** A comment, on one line whatever the text: what follows a line break would be a directive. */
export function nginxComment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\s]+/gu, " ").trim()}`.trimEnd();
}

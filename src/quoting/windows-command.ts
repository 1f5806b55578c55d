/** Values as words for the command lines of Windows, where no file name has any of `" * : < > ? | / \`. */

/**
 * A file name as one word for cmd.exe and PowerShell alike. What no name has there becomes an underscore, and so does
 * what one of the two would replace between double quotes.
 */
export function windowsFileName(name: string): string {
  const kept = name.replace(/[\p{Cc}"*:<>?|/\\%$`!]/gu, "_");
  return /^[A-Za-z0-9_.][A-Za-z0-9_.-]*$/.test(kept) ? kept : `".\\${kept}"`;
}

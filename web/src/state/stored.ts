/** Choices that outlive the page. A browser that refuses storage only forgets them. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`wangge.${key}`);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(`wangge.${key}`, value);
  } catch {
    // Private windows may refuse; the choice then holds until the page is closed.
  }
}

/**
 * Text armour: bytes as lines of base64 between a BEGIN and an END line, as in RFC 7468 (strict
 * form), so that identities and signatures survive mail and chat.
 *
 * A byte string has exactly one armour, apart from the line ending (all LF or all CRLF). Whoever
 * hashes or compares armoured files can therefore not be shown two texts for the same bytes, and
 * there is no place for hidden remarks: no headers, no text before or after, no blank lines. Where
 * missing something is worse than that, {@linkcode armoursIn} finds it in what a transport made of it.
 *
 * @module
 */

/** Base64 digits on a full line (RFC 7468, section 2). */
const COLUMNS = 64;

const LABEL = /^[A-Z0-9]+(?: [A-Z0-9]+)*$/;

/**
 * Writes `bytes` as armoured ASCII text with LF line endings, the last line included.
 *
 * @param label words of capital letters and digits, such as "KELID SIGNATURE"
 * @throws {TypeError} if the label has any other shape
 */
export function armour(label: string, bytes: Uint8Array): string {
  if (!LABEL.test(label)) {
    throw new TypeError(`Cannot write armour: "${label}" is not words of capital letters`);
  }
  const digits = bytes.toBase64();
  let text = `-----BEGIN ${label}-----\n`;
  for (let i = 0; i < digits.length; i += COLUMNS) text += digits.slice(i, i + COLUMNS) + "\n";
  return `${text}-----END ${label}-----\n`;
}

/**
 * Reads what {@linkcode armour} wrote, and nothing else.
 *
 * @throws {SyntaxError} if the text is not the one canonical armour of some bytes under `label`
 */
export function dearmour(label: string, text: string): Uint8Array<ArrayBuffer> {
  const begin = `-----BEGIN ${label}-----\n`;
  const end = `-----END ${label}-----\n`;
  const crlf = text.includes("\r");
  const lines = crlf ? text.replaceAll("\r\n", "\n") : text;
  if (!lines.startsWith(begin)) {
    throw new SyntaxError(`Cannot read armour: the first line is not "${begin.trimEnd()}"`);
  }
  if (!lines.endsWith(end)) {
    throw new SyntaxError(`Cannot read armour: the last line is not "${end.trimEnd()}"`);
  }
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.fromBase64(lines.slice(begin.length, -end.length));
  } catch {
    throw new SyntaxError("Cannot read armour: the lines between are not base64");
  }
  // Writing it again and comparing refuses every other spelling at once: long and short lines,
  // blanks, spare bits, missing padding, mixed line endings.
  const canonical = armour(label, bytes);
  if ((crlf ? canonical.replaceAll("\n", "\r\n") : canonical) !== text) {
    throw new SyntaxError("Cannot read armour: not its canonical form");
  }
  return bytes;
}

/**
 * Finds armour in a text that something carried, each in the one form that {@linkcode dearmour} reads.
 * What mail and editors add is taken away: text around it, white space at the ends of lines, other
 * line endings. It is for what must not be missed, never for what is hashed or compared.
 *
 * @throws {SyntaxError} if something begins or ends that is not whole lines between a BEGIN and an END
 *   line: quoted, indented, cut off, or with other dashes
 */
export function armoursIn(label: string, text: string): string[] {
  const begin = `-----BEGIN ${label}-----`, end = `-----END ${label}-----`;
  const found: string[] = [];
  let lines: string[] | undefined;
  for (const line of text.split(/\r\n|\r|\n/).map((line) => line.replace(/[ \t]+$/, ""))) {
    if (line === begin) lines = [];
    lines?.push(line);
    if (line !== end || !lines) continue;
    found.push(lines.join("\n") + "\n");
    lines = undefined;
  }
  if (text.matchAll(armourMark(label)).toArray().length !== 2 * found.length) {
    throw new SyntaxError(`Cannot read armour: a ${label} does not stand between lines of its own`);
  }
  return found;
}

/** What every armour of a label has twice, whatever a transport has made of dashes and spaces. */
export function armourMark(label: string): RegExp {
  return new RegExp(`(?:BEGIN|END)\\s+${label.replaceAll(" ", "\\s+")}`, "gi");
}

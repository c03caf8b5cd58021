/**
 * Folding: the one form in which a passphrase is used, so that the same sentence typed on an
 * Iranian, an Arabic or a phone keyboard gives the same bytes. FORMAT.md beside this file is the
 * specification; folding is part of the file formats and can never change.
 *
 * What cannot be wiped: the engine normalises strings only, and a string can neither be overwritten
 * nor freed at will. A passphrase with a character outside ASCII therefore stays in memory, in a few
 * forms, until the garbage collector takes it and the pages are used again. A passphrase of ASCII
 * characters is folded byte by byte and never becomes a string.
 *
 * @module
 */
import { utf8, wipe } from "../bytes.ts";

/**
 * Folds a passphrase: NFKD, mapping, NFKC, mapping, white space to single spaces, trimmed.
 * Folding a folded passphrase changes nothing. The empty one stays empty.
 *
 * @param typed UTF-8, as typed; left as it is
 * @returns the folded passphrase in UTF-8, in a new buffer that the caller wipes
 * @throws {SyntaxError} if the bytes are not UTF-8
 * @throws {RangeError} if a code point is unassigned in the runtime's version of Unicode
 */
export function foldPassphrase(typed: Uint8Array): Uint8Array<ArrayBuffer> {
  const normalised = isAscii(typed) ? new Uint8Array(typed) : normalise(typed);
  try {
    return squeeze(normalised);
  } finally {
    wipe(normalised);
  }
}

function isAscii(bytes: Uint8Array): boolean {
  let any = 0;
  for (const byte of bytes) any |= byte;
  return any < 0x80;
}

/**
 * All of folding except the runs of spaces. The patterns stand where they are used: as constants of
 * the module they would be compiled at every start of the program, which takes it a millisecond.
 */
function normalise(typed: Uint8Array): Uint8Array<ArrayBuffer> {
  let text;
  try {
    // Without ignoreBOM the decoder would swallow a leading U+FEFF, and only a leading one.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(typed);
  } catch {
    throw new SyntaxError("Cannot read the passphrase: it is not UTF-8 text");
  }
  // Code points that Unicode has not assigned: a later version may give them a decomposition.
  if (/\p{Cn}/u.test(text)) {
    throw new RangeError("Cannot use the passphrase: it has a character unknown to Unicode");
  }
  // Decomposing first lets the mapping see the letters inside presentation forms and ligatures.
  const folded = map(map(text.normalize("NFKD")).normalize("NFKC"));
  // Not `\s`: that has U+FEFF and lacks U+0085.
  return utf8(folded.replace(/\p{White_Space}/gu, " "));
}

function map(text: string): string {
  // Joiners (U+200C, U+200D), tatweel (U+0640), and the controls that only set the direction.
  const kept = text.replace(/[\u200C\u200D\u0640]|\p{Bidi_Control}/gu, "");
  // Arabic yeh, alef maksura, Arabic kaf, Arabic-Indic digits, Persian digits.
  return kept.replace(/[\u064A\u0649\u0643\u0660-\u0669\u06F0-\u06F9]/gu, (letter) => {
    const code = letter.charCodeAt(0);
    if (code === 0x0643) return "\u06A9";
    if (code === 0x0649 || code === 0x064A) return "\u06CC";
    return String(code & 0xF); // both rows of digits begin at a multiple of sixteen
  });
}

/** Runs of ASCII white space to one space each, none at the ends. */
function squeeze(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const squeezed = new Uint8Array(bytes.length);
  let length = 0;
  let space = false;
  for (const byte of bytes) {
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0D)) {
      space = length > 0;
      continue;
    }
    if (space) squeezed[length++] = 0x20;
    space = false;
    squeezed[length++] = byte;
  }
  const folded = squeezed.slice(0, length);
  wipe(squeezed);
  return folded;
}

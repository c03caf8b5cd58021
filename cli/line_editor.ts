/**
 * What keys do to a line: bytes of a terminal in raw mode in, events out. It does not matter how
 * the bytes are cut into reads.
 *
 * @module
 */
import { GrowingBytes } from "./growing_bytes.ts";

/**
 * What a byte did. `none`: nothing to see yet, or ignored. `changed`: the line is another one.
 * `done`: the line is complete. `end`: Ctrl-D on an empty line. `interrupt`: Ctrl-C.
 */
export type KeyEvent = "none" | "changed" | "done" | "end" | "interrupt";

/** Where in an escape sequence the next byte stands (ECMA-48, 5.4; ESC O is SS3, ESC [ is CSI). */
type Escape = "no" | "escape" | "single" | "control";

const CTRL_C = 0x03, CTRL_D = 0x04, BACKSPACE = 0x08, TAB = 0x09, LINE_FEED = 0x0A;
const RETURN = 0x0D, CTRL_U = 0x15, ESCAPE = 0x1B, DELETE = 0x7F;

/** One line being typed. Its bytes are UTF-8 as they came, never a string. */
export class LineEditor {
  #line = new GrowingBytes();
  #escape: Escape = "no";
  #afterReturn = false;

  /** The line so far, without a copy: valid until the next call. */
  get view(): Uint8Array<ArrayBuffer> {
    return this.#line.view;
  }

  /** The finished line, in a new buffer that the caller wipes; the next line begins empty. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#line.take();
  }

  /**
   * Takes the next byte.
   *
   * @throws {CliError} if the line is longer than an answer may be
   */
  feed(byte: number): KeyEvent {
    // Return sends CR in raw mode, a pasted text may have CR LF: that is one end of line, not two.
    const secondHalf = this.#afterReturn && byte === LINE_FEED;
    this.#afterReturn = byte === RETURN;
    if (secondHalf || this.#inEscape(byte)) return "none";
    switch (byte) {
      case ESCAPE:
        this.#escape = "escape";
        return "none";
      case RETURN:
      case LINE_FEED:
        return "done";
      case CTRL_C:
        return "interrupt";
      case CTRL_D:
        return this.#line.view.length === 0 ? "end" : "none";
      case CTRL_U:
        this.#line.truncate(0);
        return "changed";
      case BACKSPACE:
      case DELETE:
        this.#line.truncate(lastCharacter(this.#line.view));
        return "changed";
    }
    if (byte < 0x20 && byte !== TAB) return "none";
    this.#line.push(byte);
    return "changed";
  }

  /**
   * Whether a byte belongs to an escape sequence: arrow keys, the marks around a pasted text. After
   * ESC anything but `[` and `O` counts as typed, so that a lone Escape does not eat a letter.
   */
  #inEscape(byte: number): boolean {
    const state = this.#escape;
    this.#escape = "no";
    // A control character or a byte of UTF-8 ends a broken sequence and does what it always does.
    if (state === "no" || byte < 0x20 || byte > 0x7E) return false;
    if (state === "escape") {
      if (byte === 0x5B) this.#escape = "control";
      else if (byte === 0x4F) this.#escape = "single";
      else return false;
    } else if (state === "control") {
      // Parameters and intermediates go on. The Linux console's F1 to F5 are ESC [ [ and a letter.
      if (byte < 0x40) this.#escape = "control";
      else if (byte === 0x5B) this.#escape = "single";
    }
    return true;
  }
}

/** Where the last character begins: a code point and the combining marks on it. */
function lastCharacter(line: Uint8Array): number {
  let start = line.length;
  while (start > 0) {
    const end = start;
    do start--; while (start > 0 && end - start < 4 && (line[start] & 0xC0) === 0x80);
    // One code point as a string says little, and no more than the erased key.
    if (!/^\p{M}/u.test(new TextDecoder().decode(line.subarray(start, end)))) break;
  }
  return start;
}

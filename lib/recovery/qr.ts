/**
 * QR codes (ISO/IEC 18004) as inline SVG, and no other way: nothing is fetched, nothing runs.
 *
 * @module
 */
import qrcode from "qrcode-generator";

/** Light modules around the code, which readers need (clause 6.3.8). */
const QUIET = 4;

/**
 * A code of a text in capital letters, digits and spaces, at error correction level Q (a quarter of
 * it may be unreadable).
 *
 * @param title what the picture is, for those who cannot see it
 * @throws {RangeError} if the text has another character: small letters would need a larger code
 */
export function qrSvg(text: string, title: string): string {
  if (!/^[A-Z0-9 ]*$/.test(text)) {
    throw new RangeError("Cannot make a code: only capital letters, digits and spaces");
  }
  const code = qrcode(0, "Q");
  code.addData(text, "Alphanumeric");
  code.make();
  const count = code.getModuleCount();
  let path = "";
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      let run = 0;
      while (column + run < count && code.isDark(row, column + run)) run++;
      if (run > 0) path += `M${column + QUIET} ${row + QUIET}h${run}v1h-${run}z`;
      column += run;
    }
  }
  const size = count + 2 * QUIET;
  return `<svg class="code" viewBox="0 0 ${size} ${size}" role="img" aria-label="${title}" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}h-${size}z"/>` +
    `<path fill="#000" d="${path}"/></svg>`;
}

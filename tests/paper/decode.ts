/**
 * Reading QR codes back: from the SVG in a page, and from a picture of a printed page.
 *
 * @module
 */
import decode from "jsqr";

/** A picture of grey pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** A byte for each pixel, row by row; 0 is black. */
  readonly grey: Uint8Array;
}

/** What the QR code in a picture says, or undefined if there is none that can be read. */
export function readCode({ width, height, grey }: Picture): string | undefined {
  const pixels = new Uint8ClampedArray(4 * width * height);
  grey.forEach((shade, i) => pixels.set([shade, shade, shade, 255], 4 * i));
  // The module's types lack its default export under Deno.
  const jsqr = decode as unknown as (
    data: Uint8ClampedArray,
    width: number,
    height: number,
  ) => { data: string } | null;
  return jsqr(pixels, width, height)?.data;
}

/** Draws the one SVG of a page, which has nothing but a light square and dark runs of modules. */
export function drawSvg(html: string, scale = 4): Picture {
  const [, side] = /viewBox="0 0 (\d+) \1"/.exec(html)!;
  const [, path] = /<path fill="#000" d="([^"]*)"/.exec(html)!;
  const width = Number(side) * scale;
  const grey = new Uint8Array(width * width).fill(255);
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)];
  if (runs.map(([whole]) => whole).join("") !== path) throw new Error("The path has other parts");
  for (const [, x, y, length, back] of runs) {
    if (length !== back) throw new Error("A run does not close");
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      const from = row * width + Number(x) * scale;
      grey.fill(0, from, from + Number(length) * scale);
    }
  }
  return { width, height: width, grey };
}

/** A picture in the portable grey map format (binary, P5), as pdftoppm writes it. */
export function parsePgm(bytes: Uint8Array): Picture {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 64));
  const match = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(head);
  if (!match) throw new Error("Not a grey map of 8 bits");
  const [width, height] = [Number(match[1]), Number(match[2])];
  return { width, height, grey: bytes.subarray(match[0].length, match[0].length + width * height) };
}

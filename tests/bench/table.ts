/**
 * The table that `deno task bench` prints, and what every part of the benchmark is: a file that
 * exports `bench(table)` and adds its rows.
 *
 * @module
 */

/** One line of the table. Empty texts where there is nothing to say. */
export interface Row {
  /** What was measured. */
  readonly what: string;
  /** The measured value with its unit. */
  readonly measured: string;
  /** What it is compared with, and its value in the same run. */
  readonly reference: string;
  /** The measured value by that of the reference. */
  readonly ratio: string;
  /** What must hold. */
  readonly target: string;
  /** Whether it holds; undefined where nothing must. */
  readonly met: boolean | undefined;
}

/** A part of the benchmark. */
export type Bench = (table: Table) => Promise<void>;

const HEADINGS = ["what", "measured", "reference", "ratio", "target", "met"];

/** Rows in the order in which they were measured. */
export class Table {
  readonly #rows: Row[] = [];

  /** Adds a row as it is. */
  add(row: Row): void {
    this.#rows.push(row);
  }

  /**
   * Adds a duration and what it is compared with.
   *
   * @param measured milliseconds
   * @param reference its name and milliseconds
   * @param most the highest ratio that is wanted, if any is
   */
  time(what: string, measured: number, reference: readonly [string, number], most?: number): void {
    const [name, milliseconds] = reference;
    const ratio = measured / milliseconds;
    this.add({
      what,
      measured: duration(measured),
      reference: `${name}: ${duration(milliseconds)}`,
      ratio: ratio.toFixed(2),
      target: most === undefined ? "" : `at most ${most}`,
      met: most === undefined ? undefined : ratio <= most,
    });
  }

  /** Adds something that could not be measured, and why. */
  skip(what: string, reason: string): void {
    this.add({ what, measured: "", reference: reason, ratio: "", target: "", met: undefined });
  }

  /** The table as lines of text. */
  lines(): string[] {
    const cells = [
      HEADINGS,
      ...this.#rows.map((row) => [
        row.what,
        row.measured,
        row.reference,
        row.ratio,
        row.target,
        row.met === undefined ? "" : row.met ? "yes" : "NO",
      ]),
    ];
    const widths = HEADINGS.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
    const lines = cells.map((line) =>
      line.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd()
    );
    lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
    return lines;
  }
}

/** Milliseconds with three digits that mean something. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds >= 100) return `${milliseconds.toFixed(0)} ms`;
  return `${milliseconds.toPrecision(3)} ms`;
}

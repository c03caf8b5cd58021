/**
 * What a reader of a publisher's format gives: cases in the program's own shape, each with its
 * place in the file, none left out.
 *
 * @module
 */
import type { Case } from "../case.ts";
import type { Cursor } from "./cursor.ts";

/** One case of a publisher's file: either to be run, or not, with the reason. */
export type Item =
  | { readonly place: string; readonly subject: string; readonly case: Case }
  | { readonly place: string; readonly subject: string; readonly notRun: string };

/** A file, as far as it was looked at to recognise it. */
export interface Contents {
  /** The whole text. */
  readonly text: string;
  /** The parsed text, or undefined if it is no JSON. */
  readonly json: Cursor | undefined;
}

/** A publisher's format. */
export interface Format {
  /** Publisher and kind of file. */
  readonly name: string;
  /** Whether a file is of this format, by what is in it. Never by its name. */
  recognises(contents: Contents): boolean;
  /**
   * Every case of the file.
   *
   * @throws {SyntaxError} naming the place of what cannot be read
   */
  read(contents: Contents): Item[];
}

/** A case's inputs and its answer, without the members that its place gives. */
export type Body = Omit<Case, "name" | "source">;

/** An item to be run. `name` becomes "place: name" where it is given. */
export function item(
  publisher: string,
  place: string,
  subject: string,
  body: Body,
  name = "",
): Item {
  const full = name === "" ? place : `${place}: ${name}`;
  return {
    place,
    subject,
    case: { ...body, name: full, source: `${publisher}, ${place}` } as Case,
  };
}

/** An item that is counted and not run. */
export function notRun(place: string, subject: string, reason: string): Item {
  return { place, subject, notRun: reason };
}

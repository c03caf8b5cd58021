/**
 * Why something that came from others is refused. None of it is a lock: each reason has its own
 * text, and what was held before is held as it was.
 *
 * @module
 */

/**
 * What is wrong.
 *
 * With a file: `unopened` it is sealed to nobody here, or was altered on the way; `kind` it is
 * another kind of message; `form` its contents are not of this format; `forged` it is signed by
 * nobody who may; `deal` it belongs to another deal, perhaps an older one.
 *
 * With its moment: `replay` it is known already; `twice` the same member has said so before;
 * `other` it is about another request; `round` it was made before or after a cancellation that the
 * other side does not know; `clock` the clock is behind a time already recorded.
 *
 * With a release: `unapproved` this guardian has not approved; `approvals` too few have; `wait` the
 * 48 hours are not over; `paused` a cancellation stops it.
 *
 * `limit`: no further cancellation, drill or held share is possible.
 */
export type RefusalKind =
  | "unopened"
  | "kind"
  | "form"
  | "forged"
  | "deal"
  | "replay"
  | "twice"
  | "other"
  | "round"
  | "clock"
  | "unapproved"
  | "approvals"
  | "wait"
  | "paused"
  | "limit";

/** A refusal with its kind. The message never holds a part of a share. */
export class Refusal extends Error {
  /** The name of the class. */
  override readonly name = "Refusal";

  /** A refusal of a kind, with its whole text. */
  constructor(readonly kind: RefusalKind, message: string) {
    super(message);
  }
}

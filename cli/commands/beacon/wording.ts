/**
 * Hours, spans and words to compare, as the beacon commands print them.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "../../../lib/bytes.ts";
import { HOUR_MS } from "../../../lib/beacon/beacon.ts";
import { compareWords } from "../../../lib/recovery/compare_words.ts";

/** Eight words by which a watcher and the watched know that they mean the same watch. */
export function watchWords(watch: Uint8Array): string {
  return compareWords(sha256(concat(utf8("kelid watch words v1"), Uint8Array.of(0), watch)));
}

/** An hour since 1970, in UTC: "2026-03-01 14:00 UTC". */
export function hourText(hour: number): string {
  return `${new Date(hour * HOUR_MS).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** An hour since 1970 for machines. */
export function hourStamp(hour: number): string {
  return new Date(hour * HOUR_MS).toISOString().replace(".000Z", "Z");
}

/** A number of hours in words: "5 hours", "3 days and 2 hours". */
export function spanText(hours: number): string {
  const days = Math.floor(hours / 24);
  const rest = hours % 24;
  const count = (number: number, unit: string) => `${number} ${unit}${number === 1 ? "" : "s"}`;
  if (days === 0) return count(rest, "hour");
  return rest === 0 ? count(days, "day") : `${count(days, "day")} and ${count(rest, "hour")}`;
}

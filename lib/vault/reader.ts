/**
 * Looking for a compartment in a vault: every unit row, at least one whole slot, and a nonce cell
 * for every dependency entry, whatever comes of it (FORMAT.md, "Opening").
 *
 * @module
 */
import { concat, equalBytes, wipe } from "../bytes.ts";
import { groupMatches, ROW_BYTES } from "../curve/groups.ts";
import type { RandomSource } from "../random.ts";
import { slotAt, type VaultParts } from "./file.ts";
import { DEPENDENCIES, ENTRY_BYTES, type Geometry, OUTER_BYTES } from "./geometry.ts";
import { type CellKeys, cellKeys, contentKey, type SlotKeys, wipeKeys } from "./keys.ts";
import type { Count } from "./operations.ts";
import { unpadContent } from "./padding.ts";
import { CELL_NONCE_BYTES, cellGroup, mainGroup, openCell, openPart, readRows } from "./slot.ts";

/** Everything a session remembers of a compartment. */
export interface Held {
  /** Its slot, from 0. */
  slot: number;
  /** All its keys. */
  keys: SlotKeys;
  /** The stored bytes, without padding. */
  content: Uint8Array;
  /** K entries, each a cell seed or filler. */
  entries: Uint8Array[];
  /** For every entry the slot whose cell it opens, or undefined. */
  peers: (number | undefined)[];
}

/** A nonce cell whose passphrase or slot the session has taken away. */
interface RetiredCell {
  /** The seed of its keys, as entries carry it. */
  readonly seed: Uint8Array;
  /** Its value when the session began. */
  readonly nonce: Uint8Array;
  /** The slot of its compartment, which has another passphrase now, or undefined if it is gone. */
  slot: number | undefined;
}

/** Where things come from that a session does not own. */
export interface SessionOptions {
  /** Size of the vault. */
  readonly geometry: Geometry;
  /** Fresh random bytes. */
  readonly random: RandomSource;
  /** Told of every operation. */
  readonly count: Count;
}

/** The slots of a session's vault, and what it has learnt of their nonce cells. */
export class SlotReader {
  /** The salt of Argon2id. */
  readonly salt: Uint8Array;
  /** All slots as they would be saved. */
  slots: Uint8Array;
  /** The value that each replaced nonce cell had when the session began, by slot. */
  readonly before: Map<number, Uint8Array> = new Map();
  /** The value of each nonce cell that the session has read or written, by slot. */
  readonly nonces: Map<number, Uint8Array> = new Map();
  /** Dependents that are opened later in the session were written with these. */
  readonly #retired: RetiredCell[] = [];
  readonly #geometry: Geometry;
  readonly #random: RandomSource;
  readonly #count: Count;

  /**
   * A reader of a vault.
   *
   * @param parts the vault, whose slots the session changes in place
   */
  constructor(parts: VaultParts, options: SessionOptions) {
    this.salt = parts.salt;
    this.slots = parts.slots;
    this.#geometry = options.geometry;
    this.#random = options.random;
    this.#count = options.count;
  }

  /** The bytes of a slot, as a view. */
  slot(slot: number): Uint8Array {
    return slotAt(this.slots, slot, this.#geometry);
  }

  /** The bytes of a slot's nonce cell, as a view. */
  cell(slot: number): Uint8Array {
    return cellGroup(this.slot(slot), this.#geometry);
  }

  /** Associated data of everything sealed in a slot: a slot moved elsewhere counts as damaged. */
  associated(slot: number): Uint8Array {
    return concat(this.salt, new Uint8Array([slot]));
  }

  /** Looks for the compartment of a set of keys: every unit row, then at least one whole slot. */
  find(keys: SlotKeys): { matching: number[]; found: Held | undefined } {
    const cell = cellKeys(keys.cellSeed);
    const matching = this.#matching(keys.scalar, "main");
    let found: Held | undefined;
    for (const slot of matching.length > 0 ? matching : [0]) {
      const held = this.#read(slot, keys, cell);
      found ??= held;
    }
    wipeKeys(cell);
    return { matching, found };
  }

  /**
   * Remembers a nonce cell before its seed changes or its slot is emptied, so that a dependent whose
   * passphrase is typed only afterwards can still be read.
   *
   * @param to the slot of its compartment from now on, or undefined if that is gone
   */
  retire(seed: Uint8Array, slot: number, to: number | undefined): void {
    for (const cell of this.#retired) if (cell.slot === slot) cell.slot = to;
    const nonce = this.before.get(slot) ?? this.nonces.get(slot);
    // A seed that was retired before is the one that the vault was read with: it stays.
    if (nonce && !this.isRetired(seed)) {
      this.#retired.push({ seed: seed.slice(), nonce: nonce.slice(), slot: to });
    }
    if (to === undefined) {
      this.nonces.delete(slot);
      this.before.delete(slot);
    }
  }

  /** Whether an entry is the seed of a cell that {@linkcode SlotReader.retire} was told of. */
  isRetired(entry: Uint8Array): boolean {
    return this.#retired.some(({ seed }) => equalBytes(seed, entry));
  }

  /** Overwrites what it remembers of nonce cells. */
  wipe(): void {
    wipe(...this.nonces.values(), ...this.before.values());
    for (const { seed, nonce } of this.#retired) wipe(seed, nonce);
  }

  /** The slots whose main group or nonce cell belongs to a scalar. All are looked at, in order. */
  #matching(scalar: Uint8Array, group: "main" | "cell"): number[] {
    const matching: number[] = [];
    for (let slot = 0; slot < this.#geometry.slots; slot++) {
      const bytes = this.slot(slot);
      const unit = group === "main" ? bytes : cellGroup(bytes, this.#geometry);
      if (groupMatches(scalar, unit.subarray(0, ROW_BYTES))) matching.push(slot);
    }
    this.#count("unit compared", this.#geometry.slots);
    return matching;
  }

  /** Reads one slot with one set of keys, doing the same work whatever comes of it. */
  #read(slot: number, keys: SlotKeys, cell: CellKeys): Held | undefined {
    const associated = this.associated(slot);
    const main = mainGroup(this.slot(slot), this.#geometry);
    const payload = readRows(keys.scalar, main, this.#count);
    const sealedOuter = payload.subarray(0, OUTER_BYTES);
    const outer = openPart(keys.outer, sealedOuter, associated, this.#count);
    const own = openCell(cell, this.cell(slot), associated, this.#count);
    // Also where the main group is damaged: dependents need no more than this.
    if (own) this.nonces.set(slot, own);

    const entries: Uint8Array[] = [];
    const peers: (number | undefined)[] = [];
    const nonces: Uint8Array[] = [];
    for (let i = 0; i < DEPENDENCIES; i++) {
      const entry = outer?.slice(i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES) ??
        this.#random(ENTRY_BYTES);
      const [peer, nonce] = this.#readPeer(entry);
      entries.push(entry);
      peers.push(peer);
      nonces.push(nonce);
    }
    const key = contentKey(keys.content, nonces);
    const padded = openPart(key, payload.subarray(OUTER_BYTES), associated, this.#count);
    wipe(key, payload);
    if (outer) wipe(outer);
    const content = outer && padded ? unpadContent(padded) : undefined;
    if (padded) wipe(padded);
    if (content) return { slot, keys, content, entries, peers };
    wipe(...entries);
    return undefined;
  }

  /** The slot that an entry points to and the nonce there at the session's start, or zeros. */
  #readPeer(entry: Uint8Array): [number | undefined, Uint8Array] {
    const keys = cellKeys(entry);
    const [peer] = this.#matching(keys.scalar, "cell");
    const slot = peer ?? 0;
    const associated = this.associated(slot);
    const nonce = openCell(keys, this.cell(slot), associated, this.#count);
    wipeKeys(keys);
    const retired = this.#retired.find(({ seed }) => equalBytes(seed, entry));
    if (retired) return [retired.slot, retired.nonce];
    if (peer === undefined || !nonce) return [undefined, new Uint8Array(CELL_NONCE_BYTES)];
    this.nonces.set(peer, nonce);
    return [peer, this.before.get(peer) ?? nonce];
  }
}

/**
 * A session: a vault in memory, already re-randomised, and the compartments whose passphrases were
 * typed (FORMAT.md, "Sessions"). What it does on opening is the same for every passphrase.
 *
 * @module
 */
import { concat, wipe } from "../bytes.ts";
import { type RandomSource, uniform } from "../random.ts";
import { formatVault, SALT_BYTES, type VaultParts } from "./file.ts";
import {
  checkGeometry,
  contentBytes,
  DEPENDENCIES,
  ENTRY_BYTES,
  type Geometry,
} from "./geometry.ts";
import { type CellKeys, cellKeys, contentKey, type SlotKeys, slotKeys, wipeKeys } from "./keys.ts";
import type { Count } from "./operations.ts";
import { padContent } from "./padding.ts";
import { type Held, type SessionOptions, SlotReader } from "./reader.ts";
import { CELL_NONCE_BYTES, freeSlot, mainGroup, sealCell, sealPart, sealRows } from "./slot.ts";

/** A compartment that the session can read and write. */
export interface Compartment {
  /** Its slot, from 0. */
  readonly slot: number;
  /** The stored bytes, without padding. */
  readonly content: Uint8Array;
  /** Slots that its dependency entries point to; filler gives none. */
  readonly peers: readonly number[];
}

/** A vault in memory. Only {@linkcode VaultSession.save} gives bytes to be stored. */
export class VaultSession {
  readonly #reader: SlotReader;
  readonly #geometry: Geometry;
  readonly #random: RandomSource;
  readonly #count: Count;
  readonly #held: Held[] = [];
  #openings = 0;

  /**
   * A session on a vault that was read.
   *
   * @param parts the vault, with slots that `refreshSlots` has already re-randomised
   */
  constructor(parts: VaultParts, options: SessionOptions) {
    this.#reader = new SlotReader(parts, options);
    this.#geometry = options.geometry;
    this.#random = options.random;
    this.#count = options.count;
  }

  /** A new vault in which nobody can open anything yet. */
  static create(options: SessionOptions): VaultSession {
    const { geometry, random, count } = options;
    checkGeometry(geometry);
    const slots: Uint8Array[] = [];
    for (let slot = 0; slot < geometry.slots; slot++) slots.push(freeSlot(geometry, random, count));
    return new VaultSession({ salt: random(SALT_BYTES), slots: concat(...slots) }, options);
  }

  /** The salt of Argon2id. */
  get salt(): Uint8Array {
    return this.#reader.salt;
  }

  /** All slots as they would be saved. */
  get slots(): Uint8Array {
    return this.#reader.slots;
  }

  /** Takes the same slots, re-randomised once more: for a session that saves more than once. */
  replaceSlots(slots: Uint8Array): void {
    if (slots.length !== this.slots.length) {
      throw new RangeError("Cannot take slots of another size");
    }
    this.#reader.slots = slots;
  }

  /** The compartments opened or added so far, in that order. */
  get compartments(): readonly Compartment[] {
    return this.#held.map((held) => this.#view(held));
  }

  /** Bytes of contents that fit into one compartment. */
  get capacity(): number {
    return contentBytes(this.#geometry);
  }

  /**
   * Opens the compartment of a passphrase. The first opening of a session replaces that
   * compartment's nonce, which ends whatever depends on it and is not opened in the same session.
   *
   * The same slots, rows and ciphertexts are read and written whether a compartment opens or not.
   *
   * @param root 64 bytes from Argon2id; the caller wipes them
   * @returns the compartment, or undefined for a wrong passphrase, a damaged or an ended compartment
   */
  open(root: Uint8Array): Compartment | undefined {
    const first = this.#openings++ === 0;
    const keys = slotKeys(root);
    const { matching, found } = this.#reader.find(keys);
    const cell = cellKeys(keys.cellSeed);
    const nonce = this.#random(CELL_NONCE_BYTES);
    const slot = found?.slot ?? 0;
    const group = this.#sealCell(slot, cell, nonce);
    wipeKeys(cell);
    const known = this.#held.find((held) => matching.includes(held.slot));
    if (!found || known) {
      wipeKeys(keys);
      if (found) wipe(found.content, ...found.entries);
      return known && this.#view(known);
    }
    if (first) this.#putCell(slot, group, nonce);
    this.#held.push(found);
    this.#catchUp(found);
    return this.#view(found);
  }

  /**
   * Adds a compartment at a place drawn uniformly among those that the session does not know to be
   * taken, by a compartment of its own or one that such a compartment depends on. What was there, if
   * anything, is lost. A passphrase whose own compartment is damaged or ended takes that slot again,
   * since two slots must not answer to one passphrase; those of the session that depended on the one
   * that was there no longer do.
   *
   * @param root 64 bytes from Argon2id; the caller wipes them
   * @throws {RangeError} if the passphrase opens a compartment already, if the session knows every
   *   slot to be taken, or if the contents do not fit; nothing is changed then
   */
  add(root: Uint8Array, content: Uint8Array): Compartment {
    this.#checkSize(content);
    const free: number[] = [];
    for (let slot = 0; slot < this.#geometry.slots; slot++) {
      if (!this.#held.some((held) => held.slot === slot || held.peers.includes(slot))) {
        free.push(slot);
      }
    }
    if (free.length === 0) throw new RangeError("Cannot add a compartment: every place is taken");
    const { keys, ended } = this.#unused(root);
    for (const slot of ended) this.#vacate(slot, keys.cellSeed);
    const held: Held = {
      slot: ended[0] ?? free[uniform(free.length, this.#random)],
      keys,
      content: content.slice(),
      entries: [],
      peers: [],
    };
    for (let i = 0; i < DEPENDENCIES; i++) this.#setFiller(held, i);
    this.#held.push(held);
    this.#write(held);
    return this.#view(held);
  }

  /**
   * Replaces a compartment's contents. To change a compartment counts as opening it by its own
   * passphrase: whatever depends on it and is not opened in this session ends.
   *
   * @throws {RangeError} if they do not fit; nothing is changed then
   */
  setContent(slot: number, content: Uint8Array): void {
    this.#checkSize(content);
    const held = this.#known(slot);
    wipe(held.content);
    held.content = content.slice();
    this.#write(held);
  }

  /**
   * Makes a compartment depend on others: opening any of those by its own passphrase ends it. This
   * is a change of the compartment, as in {@linkcode VaultSession.setContent}.
   *
   * @param peers slots of at most K other compartments, each opened in this session or depended on
   *   already; none makes the compartment independent
   * @throws {RangeError} if there are too many, one is unknown, or one depends on `slot` in turn
   */
  setPeers(slot: number, peers: readonly number[]): void {
    const held = this.#known(slot);
    if (new Set(peers).size !== peers.length || peers.length > DEPENDENCIES) {
      throw new RangeError(
        `Cannot depend on ${peers.length} compartments: at most ${DEPENDENCIES}`,
      );
    }
    const entries = peers.map((peer) => {
      if (this.#leadsTo(peer, slot)) {
        throw new RangeError("Cannot depend on a compartment that depends on this one");
      }
      const kept = held.peers.indexOf(peer);
      return kept >= 0 ? held.entries[kept] : this.#known(peer).keys.cellSeed.slice();
    });
    const gone = held.entries.filter((entry) => !entries.includes(entry));
    for (let i = 0; i < DEPENDENCIES; i++) {
      held.peers[i] = peers[i];
      held.entries[i] = entries[i] ?? this.#random(ENTRY_BYTES);
    }
    wipe(...gone);
    this.#write(held);
  }

  /**
   * Replaces a compartment's nonce as an opening by its own passphrase does, without ending those of
   * the session that depend on it. One that is never opened on its own, since others depend on it,
   * would look unused beside one that is.
   */
  renew(slot: number): void {
    this.#renewCell(this.#known(slot));
  }

  /**
   * Gives a compartment another passphrase, in the same slot. Compartments of the session that
   * depend on it follow; all others that do are ended. A compartment that had the new passphrase and
   * is damaged or ended is removed, as by {@linkcode VaultSession.remove}.
   *
   * @param root 64 bytes from Argon2id; the caller wipes them
   * @throws {RangeError} if the passphrase opens a compartment already; nothing is changed then
   */
  changePassphrase(slot: number, root: Uint8Array): void {
    const held = this.#known(slot);
    const { keys, ended } = this.#unused(root);
    for (const other of ended) this.#vacate(other, keys.cellSeed);
    this.#reader.retire(held.keys.cellSeed, slot, slot);
    wipeKeys(held.keys);
    held.keys = keys;
    for (const dependent of this.#dependents(slot)) {
      setEntry(dependent, dependent.peers.indexOf(slot), held.keys.cellSeed.slice());
    }
    this.#write(held);
  }

  /** Removes a compartment. Those of the session that depended on it no longer do. */
  remove(slot: number): void {
    const held = this.#known(slot);
    this.#held.splice(this.#held.indexOf(held), 1);
    this.#vacate(slot, held.keys.cellSeed);
    this.#forget(held);
  }

  /** The vault file to store. */
  save(): Uint8Array<ArrayBuffer> {
    return formatVault({ salt: this.salt, slots: this.slots }, this.#random);
  }

  /** Wipes keys and contents. The session is of no use afterwards. */
  close(): void {
    for (const held of this.#held) this.#forget(held);
    this.#held.length = 0;
    this.#reader.wipe();
  }

  #view(held: Held): Compartment {
    return {
      slot: held.slot,
      content: held.content,
      peers: held.peers.filter((peer) => peer !== undefined),
    };
  }

  #known(slot: number): Held {
    const held = this.#held.find((held) => held.slot === slot);
    if (!held) throw new RangeError("Cannot change a compartment that this session has not opened");
    return held;
  }

  #dependents(slot: number): Held[] {
    return this.#held.filter((held) => held.peers.includes(slot));
  }

  /** Whether a chain of dependencies known to the session goes from one slot to another. */
  #leadsTo(from: number, to: number): boolean {
    if (from === to) return true;
    const held = this.#held.find((held) => held.slot === from);
    return held !== undefined &&
      held.peers.some((peer) => peer !== undefined && peer !== from && this.#leadsTo(peer, to));
  }

  #checkSize(content: Uint8Array): void {
    if (content.length > this.capacity) {
      throw new RangeError(
        `Cannot store ${content.length} bytes: a compartment holds ${this.capacity}`,
      );
    }
  }

  /** Keys of a passphrase for a compartment to be, and slots that only seem to be its own. */
  #unused(root: Uint8Array): { keys: SlotKeys; ended: number[] } {
    const keys = slotKeys(root);
    const { matching, found } = this.#reader.find(keys);
    if (found || this.#held.some((held) => matching.includes(held.slot))) {
      wipeKeys(keys);
      if (found) wipe(found.content, ...found.entries);
      throw new RangeError("Cannot use this passphrase: it opens a compartment already");
    }
    return { keys, ended: matching };
  }

  #sealCell(slot: number, cell: CellKeys, nonce: Uint8Array): Uint8Array {
    return sealCell(cell, nonce, this.#reader.associated(slot), this.#random, this.#count);
  }

  /** Puts a nonce cell in place, and remembers what was there when the session began. */
  #putCell(slot: number, group: Uint8Array, nonce: Uint8Array): void {
    const { before, nonces } = this.#reader;
    this.#reader.cell(slot).set(group);
    const old = nonces.get(slot);
    if (old && !before.has(slot)) before.set(slot, old);
    nonces.set(slot, nonce);
  }

  /** Replaces a compartment's nonce; those of the session that depend on it go on under the new one. */
  #renewCell(held: Held): void {
    const cell = cellKeys(held.keys.cellSeed);
    const nonce = this.#random(CELL_NONCE_BYTES);
    this.#putCell(held.slot, this.#sealCell(held.slot, cell, nonce), nonce);
    wipeKeys(cell);
    for (const dependent of this.#dependents(held.slot)) this.#writePayload(dependent);
  }

  /**
   * Writes a compartment again, just opened, if the session has already replaced the nonce or the
   * passphrase of one that it depends on, or removed that one: it goes on under what is there now.
   */
  #catchUp(held: Held): void {
    let behind = held.peers.some((peer) => peer !== undefined && this.#reader.before.has(peer));
    for (const [i, entry] of held.entries.entries()) {
      if (!this.#reader.isRetired(entry)) continue;
      const peer = held.peers[i];
      if (peer === undefined) this.#setFiller(held, i);
      else setEntry(held, i, this.#known(peer).keys.cellSeed.slice());
      behind = true;
    }
    if (behind) this.#writePayload(held);
  }

  /** Empties a slot. Those of the session that depend on what was there no longer do. */
  #vacate(slot: number, cellSeed: Uint8Array): void {
    this.#reader.retire(cellSeed, slot, undefined);
    for (const dependent of this.#dependents(slot)) {
      this.#setFiller(dependent, dependent.peers.indexOf(slot));
      this.#writePayload(dependent);
    }
    this.#reader.slot(slot).set(freeSlot(this.#geometry, this.#random, this.#count));
  }

  #setFiller(held: Held, entry: number): void {
    setEntry(held, entry, this.#random(ENTRY_BYTES));
    held.peers[entry] = undefined;
  }

  /**
   * Writes a compartment that is changed. Its nonce is replaced as by an opening of its own, also if
   * its passphrase was not the first of the session: who has only that passphrase could change it
   * in no other way, and must not see in two copies that somebody else did.
   */
  #write(held: Held): void {
    this.#renewCell(held);
    this.#writePayload(held);
  }

  /** Seals both parts of a compartment's payload and writes its main group anew. */
  #writePayload(held: Held): void {
    const associated = this.#reader.associated(held.slot);
    const nonces = held.peers.map((peer) =>
      (peer === undefined ? undefined : this.#reader.nonces.get(peer)) ??
        new Uint8Array(CELL_NONCE_BYTES)
    );
    const key = contentKey(held.keys.content, nonces);
    const outer = concat(...held.entries);
    const padded = padContent(held.content, this.capacity);
    const make = () =>
      concat(
        sealPart(held.keys.outer, outer, associated, this.#random, this.#count),
        sealPart(key, padded, associated, this.#random, this.#count),
      );
    const group = sealRows(held.keys.scalar, make, this.#random, this.#count);
    mainGroup(this.#reader.slot(held.slot), this.#geometry).set(group);
    wipe(key, outer, padded);
  }

  #forget(held: Held): void {
    wipeKeys(held.keys);
    wipe(held.content, ...held.entries);
  }
}

/** A new compartment has no entries yet. */
function setEntry({ entries }: Held, place: number, entry: Uint8Array): void {
  if (place < entries.length) wipe(entries[place]);
  entries[place] = entry;
}

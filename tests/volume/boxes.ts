/**
 * Volumes that the tests of the program start from, in the size of tests/light_main.ts.
 *
 * @module
 */
import { argon2id } from "../../lib/argon2/argon2id.ts";
import { utf8 } from "../../lib/bytes.ts";
import { foldPassphrase } from "../../lib/passphrase/fold.ts";
import { systemRandom } from "../../lib/random.ts";
import { createVolume, newSalt } from "../../lib/volume/create.ts";
import { layoutOf, type VolumeGeometry } from "../../lib/volume/geometry.ts";
import { readSalt } from "../../lib/volume/head.ts";
import { Region } from "../../lib/volume/region.ts";
import { Folder, kelid, type Outcome, type Run } from "../cli/kelid.ts";
import { contents, MemoryStorage } from "./light.ts";

/** Passphrases that no estimate calls weak. */
export const OUTER = "velvet canyon mosquito eleven ladder orbit";
export const INNER = "granite teapot whistle forty marble swan";
export const NEW = "walnut meadow thunder seven ribbon otter";
export const WRONG = "nobody ever chose this one";

/** The size and the costs of tests/light_main.ts. */
export const GEOMETRY: VolumeGeometry = {
  regions: 4,
  blockBytes: 1_024,
  headBytes: 1_024,
  share: 8,
};
const COSTS = { memoryKiB: 256, passes: 1, lanes: 1 };

/** What no region opening says. */
export const NOTHING = "No region opened: wrong passphrase, or the file is damaged";

function stretched(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  return argon2id(foldPassphrase(utf8(passphrase)), salt, COSTS, 64);
}

/** The bytes of a new volume. */
export async function newVolume(
  passphrases: readonly string[],
  length = 1 << 20,
): Promise<Uint8Array<ArrayBuffer>> {
  const storage = new MemoryStorage(new Uint8Array(length));
  const salt = newSalt(systemRandom);
  const roots = await Promise.all(passphrases.map((one) => stretched(one, salt)));
  await createVolume(storage, layoutOf(length, GEOMETRY), salt, roots, systemRandom);
  return storage.bytes;
}

/** Opens a region in the bytes of a volume, without the program. */
export async function openBytes(
  bytes: Uint8Array<ArrayBuffer>,
  passphrase: string,
): Promise<Region | undefined> {
  const root = await stretched(passphrase, readSalt(bytes));
  const options = { geometry: GEOMETRY, random: systemRandom };
  return await Region.open(new MemoryStorage(bytes), root, options);
}

/** A folder with a volume `box`. */
export class Place extends Folder {
  readonly box: string = this.at("box");

  /** A volume of a megabyte with regions for {@linkcode OUTER} and {@linkcode INNER}. */
  static async make(passphrases = [OUTER, INNER], length?: number): Promise<Place> {
    const place = new Place();
    Deno.writeFileSync(place.box, await newVolume(passphrases, length), { mode: 0o600 });
    return place;
  }

  /** Runs a command on volumes in this folder, answering with the outer passphrase. */
  run(args: readonly string[], run: Run = {}): Promise<Outcome> {
    return kelid(["volume", ...args], { answers: [OUTER], cwd: this.path, ...run });
  }

  /** Runs commands at the prompt, from a script. */
  prompt(...commands: string[]): Promise<Outcome> {
    return this.run(["open", "box"], { answers: [OUTER, ...commands] });
  }

  /** The bytes of the volume. */
  bytes(): Uint8Array<ArrayBuffer> {
    return Deno.readFileSync(this.box);
  }

  /** Paths and hashes of everything behind a passphrase. */
  async held(passphrase = OUTER): Promise<Record<string, string> | undefined> {
    const region = await openBytes(this.bytes(), passphrase);
    return region && await contents(region);
  }
}

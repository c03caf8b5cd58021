/**
 * What every command is given, and what the program can be built with. The shipped entry has no
 * way to change a setting: costs and sizes are constants of the format version.
 *
 * @module
 */
import type { CommandContext } from "@stricli/core";
import { type Argon2Costs, COSTS_V1 } from "../lib/argon2/argon2id.ts";
import { type RandomSource, systemRandom } from "../lib/random.ts";
import { type Geometry, GEOMETRY_V1 } from "../lib/vault/geometry.ts";
import { type Count, uncounted } from "../lib/vault/operations.ts";
import { VOLUME_V1, type VolumeGeometry } from "../lib/volume/geometry.ts";

/** What a build of the program is made with. */
export interface Settings {
  /** Size of vaults. */
  readonly geometry: Geometry;
  /** How volumes are divided. */
  readonly volume: VolumeGeometry;
  /** Costs of Argon2id for vaults, wallets and volumes. */
  readonly costs: Argon2Costs;
  /** Where random bytes come from. */
  readonly random: RandomSource;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told of every operation on a vault. */
  readonly count: Count;
}

/** The settings of the shipped program. */
export const SHIPPED: Settings = {
  geometry: GEOMETRY_V1,
  volume: VOLUME_V1,
  costs: COSTS_V1,
  random: systemRandom,
  clock: () => Date.now(),
  count: uncounted,
};

/** What a command finds in `this`. */
export interface Context extends CommandContext {
  readonly settings: Settings;
}

/** Flags of every command. */
export interface CommonFlags {
  readonly json: boolean;
  readonly passphraseFd?: number;
  readonly passphraseFile?: string;
}

/** Flags of every command that works on a volume. */
export interface VolumeFlags extends CommonFlags {
  readonly volume?: string;
}

/** Flags of every command that works on a vault. */
export interface VaultFlags extends CommonFlags {
  readonly vault?: string;
  readonly outbox?: string;
  readonly readOnly: boolean;
}

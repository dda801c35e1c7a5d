import { readFileSync } from "node:fs";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import type { Place } from "./place.js";

/** The key under which addresses and device ids are hashed. It never reaches a database, a file of ours or a log. */
export interface PrivacyKey {
  /** Stands in front of every hash and in the run's row, so that keys can be changed: 1 to 8 letters and digits. */
  version: string;
  secret: string;
}

/** What a hash made under this key begins with. */
export const hashPrefix = (key: PrivacyKey | undefined): string => (key === undefined ? "" : `h${key.version}.`);

/** Shorter secrets can be tried out. */
const leastSecretLength = 16;

/**
 * The privacy key of `RINGFENCE_PRIVACY_KEY` or of the file that `RINGFENCE_PRIVACY_KEY_FILE` names: `VERSION:SECRET`, for example `1:` and 32
 * random characters. Undefined: none is configured, and addresses and device ids stay as they are.
 * @throws RingfenceError CONFIG that never repeats the key
 */
export function privacyKeyOf(place: Pick<Place, "privacyKey" | "privacyKeyFile">): PrivacyKey | undefined {
  const { privacyKey, privacyKeyFile } = place;
  if (privacyKey !== undefined && privacyKeyFile !== undefined) throw new RingfenceError("CONFIG", "RINGFENCE_PRIVACY_KEY and RINGFENCE_PRIVACY_KEY_FILE are both set. Unset one of them.");
  let text = privacyKey;
  if (privacyKeyFile !== undefined) {
    try {
      text = readFileSync(privacyKeyFile, "utf8").trim();
    } catch (error) {
      throw new RingfenceError("CONFIG", `RINGFENCE_PRIVACY_KEY_FILE names ${JSON.stringify(privacyKeyFile)}, which cannot be read: ${messageOf(error)}. Correct the path, or unset it to run without a key.`, { cause: error });
    }
  }
  if (text === undefined) return undefined;
  const [, version, secret] = /^([a-z0-9]{1,8}):(.+)$/s.exec(text) ?? [];
  if (secret === undefined || secret.length < leastSecretLength) {
    throw new RingfenceError("CONFIG", `The privacy key is not "VERSION:SECRET" with a version of 1 to 8 small letters and digits and a secret of at least ${leastSecretLength} characters. Make one with: echo "1:$(openssl rand -hex 32)"`);
  }
  return { version, secret };
}

// ISO 3166-1: which codes there are. Their names are the browser's, in the reader's language.
// SPDX-License-Identifier: Apache-2.0
import { country } from "../../messages/form";

const codes =
  "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCN" +
  "COCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHM" +
  "HNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMK" +
  "MLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURW" +
  "SASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVI" +
  "VNVUWFWSYEYTZAZMZW";

export const countryCodes: readonly string[] = codes.match(/../g) ?? [];

/** A code, or a name in the reader's language; undefined when it is neither. */
export function codeOf(said: string): string | undefined {
  const wanted = said.trim().toLocaleLowerCase();
  return countryCodes.find(
    (code) => code.toLowerCase() === wanted || country(code).toLocaleLowerCase() === wanted,
  );
}

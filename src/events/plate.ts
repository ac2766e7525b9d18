// One spelling for every licence plate, so that all that is said of a car waits in one lane.

/** Cyrillic letters that look like the Latin ones of a plate, as staff and web pages mix them. */
const TWINS: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
}

/** `aa-000-aa`, `AA 000 AA` and `АА000АА` in Cyrillic are `AA000AA`: capitals, letters and digits only, look-alikes Latin. */
export const plainPlate = (plate: string): string =>
  plate
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/[А-Я]/g, (letter) => TWINS[letter] ?? letter)

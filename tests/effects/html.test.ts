// Cutting long messages: nothing of the text is lost, no tag is left open, no part is too long.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHtml } from '../../sandbox/systems/telegram/html.ts'
import { escapeHtml, MESSAGE_LENGTH, splitHtml } from '../../src/effects/html.ts'

const shown = (html: string) => html.replace(/<[^>]*>/g, '').replace(/\s+/g, '')

describe('escapeHtml', () => {
  it('leaves nothing Telegram would read as a tag or an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseHtml(escapeHtml(text)).text).toBe(text.replace(/[\u202a-\u202e\u2066-\u2069]/g, ''))
      }),
    )
  })

  it('lets no name turn round the words after it; scripts that run from the right stay as they are', () => {
    expect(escapeHtml('Иван\u202e (клиент)')).toBe('Иван (клиент)')
    expect(escapeHtml('مرحبا 👨\u200d👩')).toBe('مرحبا 👨\u200d👩')
  })
})

describe('splitHtml', () => {
  it('leaves a short message as it is', () => {
    expect(splitHtml('<b>Выдача</b>\n\nМойка')).toEqual(['<b>Выдача</b>\n\nМойка'])
  })

  it('cuts between paragraphs where it can, else between lines, else between words', () => {
    expect(splitHtml('first paragraph\n\nsecond paragraph', 24)).toEqual(['first paragraph', 'second paragraph'])
    expect(splitHtml('first line\nsecond line is longer', 24)).toEqual(['first line\nsecond line', 'is longer'])
    expect(splitHtml('a line of some length\nand another one', 24)).toEqual(['a line of some length', 'and another one'])
    expect(splitHtml('onewordoftwentyfourletters', 10)).toEqual(['onewordoft', 'wentyfourl', 'etters'])
  })

  it('closes a tag at the cut and opens it again, with its address', () => {
    expect(splitHtml('<b>one two <a href="https://e.x/1">three four</a></b>', 46)).toEqual([
      '<b>one two</b>',
      '<b><a href="https://e.x/1">three four</a></b>',
    ])
    const [first, second] = splitHtml(`<a href="https://e.x/1">${'word '.repeat(20)}</a>`, 90)
    expect(first).toMatch(/^<a href="https:\/\/e\.x\/1">word.*word<\/a>$/)
    expect(second).toMatch(/^<a href="https:\/\/e\.x\/1">word/)
  })

  it('does not cut an entity or a surrogate pair', () => {
    expect(splitHtml('abcd&amp;efgh', 8)).toEqual(['abcd', '&amp;efg', 'h'])
    expect(splitHtml('abcdefg😀h', 8)).toEqual(['abcdefg', '😀h'])
  })

  it('holds for any well-formed message', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map(escapeHtml),
      fc.constantFrom(' ', '\n', '\n\n', ' и ', '&lt;'),
    )
    const { html } = fc.letrec<{ html: string; tagged: string }>((tie) => ({
      html: fc
        .array(fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: tie('tagged') }), { maxLength: 30 })
        .map((parts) => parts.join('')),
      tagged: fc
        .tuple(
          fc.constantFrom(
            ['<b>', '</b>'],
            ['<i>', '</i>'],
            ['<a href="https://web.rentprog.ru/bookings/1">', '</a>'],
            ['<blockquote>', '</blockquote>'],
          ),
          tie('html'),
        )
        .map(([[open, close], inner]) => `${open}${inner}${close}`),
    }))
    fc.assert(
      fc.property(html, fc.integer({ min: 240, max: 600 }), (message, limit) => {
        fc.pre(shown(message) !== '' && (message.match(/<a /g)?.length ?? 0) < 3)
        const parts = splitHtml(message, limit)
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(limit)
          expect(() => parseHtml(part)).not.toThrow()
          expect(parseHtml(part).text.trim()).not.toBe('')
        }
        expect(parts.map(shown).join('')).toBe(shown(message))
      }),
      { numRuns: 300 },
    )
  })

  it('leaves a message of nothing for Telegram to refuse', () => {
    expect(splitHtml('<b> </b>')).toEqual(['<b> </b>'])
  })

  it('ends, whatever it is given', () => {
    const piece = fc.constantFrom('<', '>', '<b>', '</b>', `<a href="${'x'.repeat(30)}">`, '</a>', '&', '&amp;', ' ', '\n', 'word')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (pieces, limit) => {
        expect(splitHtml(pieces.join(''), limit).length).toBeGreaterThan(0)
      }),
    )
  })

  it('splits by what a Telegram message may hold', () => {
    expect(splitHtml('x'.repeat(MESSAGE_LENGTH))).toHaveLength(1)
    expect(splitHtml('x'.repeat(MESSAGE_LENGTH + 1)).map(({ length }) => length)).toEqual([4096, 1])
  })
})

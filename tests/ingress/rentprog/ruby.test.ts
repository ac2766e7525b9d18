// Reading Ruby's `Hash#inspect`: what real Rubies printed, and what may come besides.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRuby } from '../../../src/ingress/sources/rentprog/ruby.ts'

interface Printed {
  what: string
  printed: string
  means: unknown
}
const golden = (version: string): Printed[] =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'golden', `ruby-${version}.json`), 'utf8'))

describe.each(['3.1', '3.4'])('what Ruby %s itself printed', (version) => {
  it.each(golden(version))('$what', ({ printed, means }) => {
    expect(readRuby(printed)).toEqual(means)
  })
})

describe('times as Rails prints them stay text', () => {
  it.each([
    '2025-11-05',
    '2025-11-05 10:00:00 +0400',
    '2025-11-05 10:00:00.000000000 +04 +04:00',
    '2025-11-05T10:00:00.000+04:00',
    '2025-11-05 06:00:00 UTC',
    'Wed, 05 Nov 2025',
    'Wed, 05 Nov 2025 10:00:00 +0400',
    'Wed, 05 Nov 2025 10:00:00.000000000 +04 +04:00',
    'Wed, 05 Nov 2025 06:00:00.123 UTC +00:00',
  ])('%s', (time) => {
    expect(readRuby(`{"start_date"=>[nil, ${time}], :id => 1, "at"=>${time}}`)).toEqual({ start_date: [null, time], id: 1, at: time })
  })
})

describe('both spacings, and a mix of them', () => {
  it.each([
    '{"a"=>1,"b"=>[1,nil]}',
    '{"a" => 1, "b" => [1, nil]}',
    ' { :a=>1 , b: [ 1 , nil ] } ',
    '{"a": 1, "b": [1, nil]}',
    '{\n  a: 1,\n  b: [\n    1,\n    nil\n  ]\n}',
  ])('%s', (text) => {
    expect(readRuby(text)).toEqual({ a: 1, b: [1, null] })
  })
})

describe('escapes', () => {
  it.each([
    [String.raw`"\" \\ \n \t \r \e \a \b \v \f \s \# \'"`, '" \\ \n \t \r \x1b \x07 \b \v \f   # \''],
    [String.raw`"\u0414\u{410}\u{1F600}\u{41 42 43}\u{0041}"`, 'ДА😀ABCA'],
    [String.raw`"\x41\x7F\101\41\x9"`, 'A\x7fA!\t'],
    [String.raw`"\xD0\x94\320\260!"`, 'Да!'],
    [String.raw`"\ud83d\ude00"`, '😀'],
    [String.raw`"\0a\u0000b\x00c\000d"`, 'abcd'],
  ])('%s', (text, means) => {
    expect(readRuby(text)).toBe(means)
  })

  it.each([
    String.raw`"\q"`,
    String.raw`"\x"`,
    String.raw`"\xg1"`,
    String.raw`"\u12"`,
    String.raw`"\u{}"`,
    String.raw`"\u{110000}"`,
    String.raw`"\u{1234567}"`,
    String.raw`"\9"`,
    String.raw`"\xFF"`,
    String.raw`"\xD0 \x94"`,
    '"\\',
  ])('%s is no escape', (text) => {
    expect(() => readRuby(text)).toThrow(/at character \d+$/)
  })
})

describe('objects are kept as their text', () => {
  it.each([
    '#<Object:0x000055d5>',
    '#<Car id: 1, note: "a > b <", at: #<Date: 2025-11-05 ((2460985j,0s,0n),+0s,2299161j)>>',
    '#<OpenStruct a={:b=>[1, nil]}, c=->(x) { x }>',
    '#<Set: {1, "<"}>',
    '#<struct S a="\\">\\"">',
  ])('%s', (object) => {
    expect(readRuby(`{"was"=>${object}, "is"=>[${object}, nil]}`)).toEqual({ was: object, is: [object, null] })
  })
})

describe('what is not a Ruby value is refused, with the place', () => {
  it.each([
    ['', 'not a Ruby value at character 1'],
    ['{"a"=>}', 'not a Ruby value at character 7'],
    ['{"a"}', 'expected => at character 5'],
    ['{"a"=>1', 'expected , at character 8'],
    ['{"a"=>1,}', 'not a Ruby value at character 9'],
    ['{"a"=>1 "b"=>2}', 'expected , at character 9'],
    ['[1, 2', 'expected , at character 6'],
    ['{"a"=>nilly}', 'not a Ruby value at character 7'],
    ['{"a"=>12abc}', 'expected , at character 9'],
    ['{"a"=>null}', 'not a Ruby value at character 7'],
    ['{"a"=>#{x}}', 'expected #< at character 7'],
    ['{"a"=>#<Object}', 'an object that does not end at character 16'],
    ['{:=>1}', 'a symbol without a name at character 3'],
    ['{"a"=>1}}', 'more text than one value at character 9'],
    ['{"a"=>"b}', 'a string that does not end at character 10'],
  ])('%s', (text, problem) => {
    expect(() => readRuby(text)).toThrow(problem)
  })
})

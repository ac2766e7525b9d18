// Lets in whoever holds one of the live admin tokens.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import { refuse } from './answers.ts'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Several values live at once while a token is being changed. */
export function adminsOnly(tokens: readonly string[]): RequestHandler {
  const live = tokens.filter((token) => token !== '').map(digest)
  return (req, res, next) => {
    const given = digest(/^Bearer +(\S+) *$/i.exec(req.get('authorization') ?? '')?.[1] ?? '')
    // Every token is compared: the time it takes says nothing about which came close.
    const known = live.reduce((found, token) => timingSafeEqual(token, given) || found, false)
    if (known) return next()
    res.set('WWW-Authenticate', 'Bearer')
    refuse(res, 401, 'this needs the header "Authorization: Bearer <ADMIN_TOKEN>"')
  }
}

// Properties are tried on the same sample every time, so that a red test is red again; `npm run test:long` looks further.
import fc from 'fast-check'

const SEED = 20_301_105

if (!process.env.LONG) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED })

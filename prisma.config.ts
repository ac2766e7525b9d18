import { defineConfig } from 'prisma/config'

// `prisma generate` wants a schema-engine binary that a closed network cannot download and that it never runs;
// migrations are applied by the same engine in WebAssembly (src/db.ts).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= import.meta.filename

export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } })

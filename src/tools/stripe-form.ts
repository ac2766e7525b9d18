// Stripe takes forms: `{a: {b: [{c: 1}]}}` is `a[b][0][c]=1`.

export function formOf(value: object): string {
  const form = new URLSearchParams()
  write(form, '', value)
  return form.toString()
}

function write(form: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined) return
  if (typeof value !== 'object' || value === null) {
    form.append(name, String(value ?? ''))
    return
  }
  for (const [key, inner] of Object.entries(value)) write(form, name === '' ? key : `${name}[${key}]`, inner)
}

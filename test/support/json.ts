/** Requests JSON from a server. An error contains the answer, so that the test report shows what is wrong with the server. */
export async function json<Body>(url: string, body?: unknown): Promise<Body> {
  const request =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Body;
}

/**
 * Exit code 0 when the service in this container answers 200 on the path that is given. Services serve their health on
 * THROUGHLINE_HTTP_PORT, the API beside its resources on THROUGHLINE_API_PORT.
 */
const { THROUGHLINE_HTTP_PORT, THROUGHLINE_API_PORT = '3000' } = process.env;
const port = THROUGHLINE_HTTP_PORT ?? THROUGHLINE_API_PORT;

try {
  const response = await fetch(`http://127.0.0.1:${port}${process.argv[2]}`, {
    signal: AbortSignal.timeout(2_500),
  });
  process.exitCode = response.status === 200 ? 0 : 1;
} catch {
  process.exitCode = 1;
}

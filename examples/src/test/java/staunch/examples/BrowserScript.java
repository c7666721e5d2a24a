package staunch.examples;

/** What a page does by fetch, on the origin that it came from; it writes the outcome into itself. */
final class BrowserScript {
    static final String PAGE = """
            <!doctype html><title>fetch</title><p id="result"></p><script>
            async function go() {
              const told = [];
              const ask = async (path, options) => {
                const response = await fetch(path, options);
                return [response, new Uint8Array(await response.arrayBuffer())];
              };
              const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
              const [, data] = await ask('/data');
              told.push('data ' + data.length);
              const [, chunks] = await ask('/chunked');
              told.push('chunked ' + same(data, chunks));
              const [head, none] = await ask('/data', {method: 'HEAD', cache: 'no-store'});
              told.push('head ' + head.headers.get('Content-Length') + ' ' + none.length);
              const [part, range] = await ask('/data', {headers: {Range: 'bytes=1000-1999'}, cache: 'no-store'});
              told.push('range ' + part.status + ' ' + same(range, data.slice(1000, 2000)));
              const [, echo] = await ask('/echo', {method: 'POST', body: data});
              told.push('echo ' + same(data, echo));
              const large = new Blob(Array(16).fill(data));
              const [, digest] = await ask('/digest', {method: 'POST', body: large});
              told.push('digest ' + new TextDecoder().decode(digest));
              return told.join(', ');
            }
            go().then(told => document.getElementById('result').textContent = told,
                      failure => document.getElementById('result').textContent = 'failed: ' + failure);
            </script>
            """;

    private BrowserScript() {}
}

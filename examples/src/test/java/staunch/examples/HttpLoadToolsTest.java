package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.TlsServer;

/** Programs that ask much at once: each must find that every answer came, whole, and was the one expected. */
@Tag("system")
class HttpLoadToolsTest {
    private static final int REQUESTS = 500;
    private static final int CONNECTIONS = 20;

    @TempDir
    Path folder;

    private InteropPapers papers;
    private HttpGround server;

    @BeforeEach
    void serve() throws IOException {
        papers = new InteropPapers(folder);
        server = new HttpGround(papers, TlsServer.of(InteropPapers.identity(papers.server)));
    }

    @AfterEach
    void end() {
        server.close();
    }

    private String url(boolean tls, String path) {
        return (tls ? "https://localhost:" + server.securePort() : "http://127.0.0.1:" + server.plainPort()) + path;
    }

    @ParameterizedTest
    @CsvSource({"false, /connection", "true, /connection", "false, /chunked", "true, /data", "true, /echo"})
    void shouldAnswerH2loadByHttp1(boolean tls, String path) throws Exception {
        int requests = path.equals("/connection") ? REQUESTS : 2 * CONNECTIONS;
        List<String> arguments = new ArrayList<>(List.of("--h1", "-n" + requests, "-c" + CONNECTIONS));
        if (path.equals("/echo")) {
            arguments.addAll(List.of("-d", papers.dataFile.toString()));
        }
        arguments.add(url(tls, path));
        String output = ExternalProgram.onPath("h2load")
                .run(arguments.toArray(String[]::new))
                .expectSuccess()
                .output();
        assertTrue(output.contains(requests + " succeeded, 0 failed, 0 errored, 0 timeout"), output);
        assertTrue(output.contains("status codes: " + requests + " 2xx"), output);
    }

    /** It speaks HTTP/1.0, and finds every answer wrong that is not as long as the first. */
    @ParameterizedTest
    @CsvSource({
        "false, true, /data",
        "false, false, /data",
        "true, true, /data",
        "true, false, /data",
        "true, true, /echo",
        "false, false, /chunked",
        "true, false, /chunked"
    })
    void shouldAnswerAb(boolean tls, boolean keepAlive, String path) throws Exception {
        int requests = 2 * CONNECTIONS;
        List<String> arguments = new ArrayList<>(List.of("-q", "-n", "" + requests, "-c", "" + CONNECTIONS));
        if (keepAlive) {
            arguments.add("-k");
        }
        if (path.equals("/echo")) {
            arguments.addAll(List.of("-p", papers.dataFile.toString()));
        }
        arguments.add(url(tls, path));
        String output = ExternalProgram.onPath("ab")
                .run(arguments.toArray(String[]::new))
                .expectSuccess()
                .output();
        assertTrue(output.matches("(?s).*Complete requests: +" + requests + "\\n.*"), output);
        assertTrue(output.matches("(?s).*Failed requests: +0\\n.*"), output);
        assertFalse(output.contains("Non-2xx"), output);
        long bytes = (long) requests * InteropPapers.DATA_BYTES;
        assertTrue(output.matches("(?s).*HTML transferred: +" + bytes + " bytes\\n.*"), output);
        assertEquals(keepAlive, output.matches("(?s).*Keep-Alive requests: +" + requests + "\\n.*"), output);
    }

    /** Sixteen requests at a time on each connection; of the answers it counts those that are not a success. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerWrkThatPipelines(boolean tls) throws Exception {
        Path script = Files.writeString(folder.resolve("pipeline.lua"), """
                init = function(args)
                  local asks = {}
                  for i = 1, 16 do
                    asks[i] = wrk.format(i % 4 == 0 and "POST" or "GET", i % 4 == 0 and "/echo" or "/connection", nil,
                                         i % 4 == 0 and "posted" or nil)
                  end
                  all = table.concat(asks)
                end
                request = function() return all end
                """);
        String output = ExternalProgram.onPath("wrk")
                .run("-t1", "-c" + CONNECTIONS, "-d1s", "-s", script.toString(), url(tls, "/"))
                .expectSuccess()
                .output();
        assertTrue(output.matches("(?s).*\\s[1-9][0-9]* requests in .*"), output);
        assertFalse(output.contains("Non-2xx"), output);
        assertFalse(output.contains("Socket errors"), output);
    }
}

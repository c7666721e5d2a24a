package staunch.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import staunch.http.codec.Method;

/** HTTP clients that are not ours, each asking several times from one process. */
enum StrangeHttpClient {
    CURL {
        @Override
        List<Told> ask(InteropPapers papers, String url, List<Ask> asks) throws Exception {
            List<String> arguments = new ArrayList<>();
            int number = 0;
            for (Ask ask : asks) {
                Path answer = papers.folder.resolve("answer." + number++);
                arguments.addAll(arguments.isEmpty() ? List.of() : List.of("--next"));
                arguments.addAll(List.of(
                        "-sS", "--http1.1", "--cacert", papers.authority.file().toString()));
                arguments.addAll(List.of("-D", answer + ".head", url + ask.path));
                // Where the body is to go, curl puts the head if there is none.
                arguments.addAll(
                        ask.method == Method.HEAD
                                ? List.of("--head", "-o", "/dev/null")
                                : List.of("-o", answer + ".body"));
                for (Knows need : ask.needs) {
                    switch (need) {
                        case CHUNKED_UPLOAD -> arguments.addAll(List.of("-H", "Transfer-Encoding: chunked"));
                        case CONTINUE -> arguments.addAll(List.of("-H", "Expect: 100-continue"));
                        default -> {}
                    }
                }
                ask.fields.forEach((name, value) -> arguments.addAll(List.of("-H", name + ": " + value)));
                ask.body.ifPresent(body -> arguments.addAll(List.of("--data-binary", "@" + body)));
            }
            ExternalProgram.onPath("curl").run(arguments.toArray(String[]::new)).expectSuccess();
            return readAnswers(papers, asks);
        }
    },

    PYTHON {
        @Override
        List<Told> ask(InteropPapers papers, String url, List<Ask> asks) throws Exception {
            return script(ExternalProgram.onPath("python3"), "http_peer.py", papers, url, asks);
        }
    },

    NODE {
        /** Its fetch refuses to send an Expect. */
        @Override
        Set<Knows> knows() {
            return EnumSet.complementOf(EnumSet.of(Knows.CONTINUE));
        }

        @Override
        List<Told> ask(InteropPapers papers, String url, List<Ask> asks) throws Exception {
            ExternalProgram node = ExternalProgram.onPath("node", "nodejs")
                    .with("NODE_EXTRA_CA_CERTS", papers.authority.file().toString());
            return script(node, "http_peer.js", papers, url, asks);
        }
    },

    JDK {
        @Override
        List<Told> ask(InteropPapers papers, String url, List<Ask> asks) throws Exception {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(new JdkSockets(papers, papers.client).context())
                    .build();
            List<Told> told = new ArrayList<>();
            for (Ask ask : asks) {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + ask.path))
                        .expectContinue(ask.needs.contains(Knows.CONTINUE))
                        .method(ask.method.toString(), publisher(ask));
                ask.fields.forEach(request::header);
                HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                Map<String, String> fields = new TreeMap<>();
                response.headers().map().forEach((name, values) -> fields.put(lower(name), values.get(0)));
                told.add(new Told(response.statusCode(), fields, response.body()));
            }
            return told;
        }

        private HttpRequest.BodyPublisher publisher(Ask ask) throws IOException {
            if (ask.body.isEmpty()) {
                return HttpRequest.BodyPublishers.noBody();
            }
            HttpRequest.BodyPublisher file = HttpRequest.BodyPublishers.ofFile(ask.body.get());
            return ask.needs.contains(Knows.CHUNKED_UPLOAD) ? HttpRequest.BodyPublishers.fromPublisher(file) : file;
        }
    },

    JDK_URL_CONNECTION {
        @Override
        List<Told> ask(InteropPapers papers, String url, List<Ask> asks) throws Exception {
            SSLSocketFactory sockets =
                    new JdkSockets(papers, papers.client).context().getSocketFactory();
            List<Told> told = new ArrayList<>();
            for (Ask ask : asks) {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create(url + ask.path).toURL().openConnection();
                if (connection instanceof HttpsURLConnection secure) {
                    secure.setSSLSocketFactory(sockets);
                }
                connection.setRequestMethod(ask.method.toString());
                ask.fields.forEach(connection::setRequestProperty);
                if (ask.needs.contains(Knows.CONTINUE)) {
                    connection.setRequestProperty("Expect", "100-Continue");
                }
                if (ask.body.isPresent()) {
                    send(connection, ask.body.get(), ask.needs.contains(Knows.CHUNKED_UPLOAD));
                }
                told.add(told(connection));
            }
            return told;
        }

        private void send(HttpURLConnection connection, Path body, boolean chunked) throws IOException {
            connection.setDoOutput(true);
            if (chunked) {
                connection.setChunkedStreamingMode(0);
            } else {
                connection.setFixedLengthStreamingMode(Files.size(body));
            }
            try (OutputStream out = connection.getOutputStream()) {
                Files.copy(body, out);
            }
        }

        private Told told(HttpURLConnection connection) throws IOException {
            Map<String, String> fields = new TreeMap<>();
            for (int i = 1; connection.getHeaderFieldKey(i) != null; i++) {
                fields.put(lower(connection.getHeaderFieldKey(i)), connection.getHeaderField(i));
            }
            int status = connection.getResponseCode();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                in.transferTo(body);
            }
            return new Told(status, fields, body.toByteArray());
        }
    };

    /** What not every client knows. */
    enum Knows {
        CHUNKED_UPLOAD,
        CONTINUE
    }

    /**
     * A request.
     *
     * @param needs how it is sent
     */
    record Ask(Method method, String path, Map<String, String> fields, Optional<Path> body, Set<Knows> needs) {
        static Ask get(String path) {
            return new Ask(Method.GET, path, Map.of(), Optional.empty(), Set.of());
        }

        static Ask head(String path) {
            return new Ask(Method.HEAD, path, Map.of(), Optional.empty(), Set.of());
        }

        static Ask range(String path, String range) {
            return new Ask(Method.GET, path, Map.of("Range", range), Optional.empty(), Set.of());
        }

        static Ask post(String path, Path body, Knows... needs) {
            Map<String, String> type = Map.of("Content-Type", "application/octet-stream");
            return new Ask(Method.POST, path, type, Optional.of(body), Set.of(needs));
        }
    }

    /**
     * A response.
     *
     * @param fields by their names in lower case
     */
    record Told(int status, Map<String, String> fields, byte[] body) {}

    /** What it knows. */
    Set<Knows> knows() {
        return EnumSet.allOf(Knows.class);
    }

    /** Asks one thing behind the other, on connections that it keeps if it can. */
    abstract List<Told> ask(InteropPapers papers, String url, List<Ask> asks) throws Exception;

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The arguments of a request are its method, path, body, need and fields, each one line, and an empty line behind. */
    private static List<Told> script(
            ExternalProgram interpreter, String name, InteropPapers papers, String url, List<Ask> asks)
            throws Exception {
        StringBuilder lines = new StringBuilder();
        for (Ask ask : asks) {
            lines.append(ask.method).append('\n').append(ask.path).append('\n');
            lines.append(ask.body.map(Path::toString).orElse("-")).append('\n');
            lines.append(ask.needs.isEmpty() ? "-" : ask.needs.iterator().next().name())
                    .append('\n');
            ask.fields.forEach((field, value) -> lines.append(field + ": " + value + "\n"));
            lines.append('\n');
        }
        Path questions = Files.writeString(papers.folder.resolve("questions"), lines);
        interpreter
                .run(
                        papers.script(name).toString(),
                        url,
                        papers.authority.file().toString(),
                        questions.toString(),
                        papers.folder.resolve("answer").toString())
                .expectSuccess();
        return readAnswers(papers, asks);
    }

    /** The head is that behind the interim ones. */
    private static List<Told> readAnswers(InteropPapers papers, List<Ask> asks) throws IOException {
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < asks.size(); i++) {
            String heads = Files.readString(papers.folder.resolve("answer." + i + ".head"))
                    .strip();
            String[] lines = heads.substring(heads.lastIndexOf("HTTP/1.1 ")).split("\r?\n");
            Map<String, String> fields = new TreeMap<>();
            for (int line = 1; line < lines.length; line++) {
                int colon = lines[line].indexOf(':');
                fields.put(
                        lower(lines[line].substring(0, colon)),
                        lines[line].substring(colon + 1).strip());
            }
            Path body = papers.folder.resolve("answer." + i + ".body");
            byte[] bytes = Files.exists(body) ? Files.readAllBytes(body) : new byte[0];
            told.add(new Told(Integer.parseInt(lines[0].substring(9, 12)), fields, bytes));
        }
        return told;
    }
}

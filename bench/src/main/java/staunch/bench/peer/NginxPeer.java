package staunch.bench.peer;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * nginx as a peer: one process in the foreground, which writes nothing outside a folder of its own.
 *
 * <p>In TLS 1.3 it has one suite, AES-128-GCM: BoringSSL as a client always offers all, and servers choose differently.
 *
 * <p>It serves {@code /plaintext}, and {@code /bytes/N} from sparse files, for the N in {@link #SIZES} only. It listens
 * when a connection to its port is accepted; there is no other sign. If it cannot start it ends, with exit status 1 and the
 * reason in {@link #errorLog}. It is ended like any process, by {@link Process#destroy}; unlike the others it would outlive
 * whoever started it. It may open as many files, and so connections, as whoever started it.
 */
public final class NginxPeer {
    /** The sizes of the bodies that there are, in bytes: 1 MiB, 100 MiB, 1 GiB. */
    public static final List<Long> SIZES = List.of(1L << 20, 100L << 20, 1L << 30);

    private static final String NAME = "nginx";
    /** Where distributions have it, which is not on everybody's path. */
    private static final Path USUAL_FOLDER = Path.of("/usr/sbin");

    private static final int MAX_CONNECTIONS = 16_384;
    /** A session takes some 250 bytes there; as many as the others remember. */
    private static final String SESSION_CACHE = "shared:sessions:5m";

    private NginxPeer() {}

    /** Where nginx is, if it is installed. */
    public static Optional<Path> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(
                        Arrays.stream(path.split(File.pathSeparator))
                                .filter(folder -> !folder.isEmpty())
                                .map(Path::of),
                        Stream.of(USUAL_FOLDER))
                .map(folder -> folder.resolve(NAME))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Writes all that nginx needs into a folder, and says how to start it there.
     *
     * @param port where it shall listen, on 127.0.0.1; a free one
     * @param certificate a chain in PEM
     * @param key its key in PEM, not encrypted
     * @param folder exists, and is nginx's alone
     * @return the command line, for {@link ProcessBuilder}
     * @throws IllegalStateException if nginx is not installed
     */
    public static List<String> prepare(int port, Path certificate, Path key, Path folder) throws IOException {
        Path program = program()
                .orElseThrow(
                        () -> new IllegalStateException(PeerKind.NGINX.missing().orElse("nginx is not installed")));
        Path own = folder.toAbsolutePath();
        Files.createDirectories(own.resolve("temporary"));
        Path bodies = Files.createDirectories(own.resolve("files/bytes"));
        for (long bytes : SIZES) {
            try (RandomAccessFile sparse =
                    new RandomAccessFile(bodies.resolve(Long.toString(bytes)).toFile(), "rw")) {
                sparse.setLength(bytes);
            }
        }
        Path file = Files.writeString(own.resolve("nginx.conf"), configuration(port, certificate, key, own));
        return List.of(
                program.toString(),
                "-p",
                own.toString(),
                "-c",
                file.toString(),
                "-e",
                errorLog(own).toString());
    }

    /** What it complains of. */
    public static Path errorLog(Path folder) {
        return folder.resolve("error.log");
    }

    /** Its configuration; paths in it that are not absolute are below the folder that it is started with. */
    static String configuration(int port, Path certificate, Path key, Path folder) {
        return """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log %5$s warn;
                events {
                    worker_connections %6$d;
                    multi_accept on;
                }
                http {
                    access_log off;
                    server_tokens off;
                    client_body_temp_path temporary/body;
                    proxy_temp_path temporary/proxy;
                    fastcgi_temp_path temporary/fastcgi;
                    uwsgi_temp_path temporary/uwsgi;
                    scgi_temp_path temporary/scgi;
                    keepalive_timeout %8$ds;
                    keepalive_requests 1000000000;
                    sendfile off;
                    tcp_nodelay on;
                    open_file_cache max=16;
                    default_type application/octet-stream;
                    server {
                        listen 127.0.0.1:%1$d ssl backlog=%7$d;
                        ssl_certificate %2$s;
                        ssl_certificate_key %3$s;
                        ssl_protocols TLSv1.2 TLSv1.3;
                        ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
                        ssl_session_tickets on;
                        ssl_session_cache %4$s;
                        ssl_session_timeout 1d;
                        root files;
                        location = /plaintext {
                            default_type text/plain;
                            return 200 "Hello, World!";
                        }
                    }
                }
                """.formatted(
                        port,
                        quoted(certificate),
                        quoted(key),
                        SESSION_CACHE,
                        quoted(errorLog(folder)),
                        MAX_CONNECTIONS,
                        PeerSettings.BACKLOG,
                        PeerSettings.PATIENCE_SECONDS);
    }

    private static String quoted(Path path) {
        return '"' + path.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}

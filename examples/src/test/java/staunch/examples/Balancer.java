package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Programs that stand in front of a server, as their packages configure them but for the ports. */
enum Balancer {
    /** Speaks HTTP/1.0 to the server, on a connection for each request. */
    NGINX {
        @Override
        Running start(Path folder, int serverPort) throws Exception {
            return nginx(folder, serverPort, "", "");
        }
    },

    NGINX_KEEPALIVE {
        @Override
        Running start(Path folder, int serverPort) throws Exception {
            return nginx(
                    folder, serverPort, "keepalive 8;", "proxy_http_version 1.1; proxy_set_header Connection \"\";");
        }
    },

    /** Takes the server out of service at the first answer that is none. */
    HAPROXY {
        @Override
        Running start(Path folder, int serverPort) throws Exception {
            int port = StrangeServer.freePort();
            Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), """
                    defaults
                        mode http
                        timeout connect 5000
                        timeout client 50000
                        timeout server 50000
                    frontend front
                        bind 127.0.0.1:%d
                        default_backend back
                    backend back
                        option httpchk GET /connection
                        server staunch 127.0.0.1:%d check observe layer7 error-limit 1 on-error mark-down rise 1000
                    """.formatted(port, serverPort));
            RunningProgram program =
                    RunningProgram.start(ExternalProgram.onPath("haproxy"), "-db", "-f", configuration.toString());
            StrangeServer.awaitListener(port);
            return new Running(port, program, folder.resolve("haproxy.cfg"));
        }
    };

    /**
     * A balancer at work.
     *
     * @param port where, on loopback, in plain HTTP
     * @param log what it says of errors
     */
    record Running(int port, RunningProgram program, Path log) implements AutoCloseable {
        String errors() throws IOException {
            return Files.readString(log) + program.output();
        }

        @Override
        public void close() {
            program.close();
        }
    }

    abstract Running start(Path folder, int serverPort) throws Exception;

    private static Running nginx(Path folder, int serverPort, String upstream, String location) throws Exception {
        int port = StrangeServer.freePort();
        Nginx nginx = new Nginx(folder);
        RunningProgram program = nginx.start("""
                client_max_body_size 0;
                upstream back { server 127.0.0.1:%d; %s }
                server { listen 127.0.0.1:%d; location / { proxy_pass http://back; %s } }
                """.formatted(serverPort, upstream, port, location));
        StrangeServer.awaitListener(port);
        return new Running(port, program, nginx.errorLog());
    }
}

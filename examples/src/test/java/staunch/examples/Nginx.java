package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An nginx of one process that keeps to a folder. */
record Nginx(Path folder) {
    Path errorLog() {
        return folder.resolve("nginx.log");
    }

    /** Starts it with that in its {@code http} block. */
    RunningProgram start(String http) throws IOException {
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                %s
                }
                """.formatted(http.indent(4)));
        return RunningProgram.start(
                ExternalProgram.onPath("nginx"),
                "-p",
                folder.toString(),
                "-c",
                configuration.toString(),
                "-e",
                errorLog().toString());
    }
}

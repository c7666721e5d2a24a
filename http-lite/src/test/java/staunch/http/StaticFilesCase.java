package staunch.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;

/** A folder with files that have not changed for a day, and a server of them in a world of its own. */
abstract class StaticFilesCase {
    /** One day before the simulation begins. */
    static final String CHANGED = "Sat, 05 Nov 1994 08:49:37 GMT";

    static final long CHANGED_MILLIS = 784_111_777_000L - 86_400_000;
    private static final int MAX_BYTES = 64 << 20;

    @TempDir
    Path folder;

    Path root;
    World world;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        world = new World();
    }

    @AfterEach
    void close() {
        world.close();
    }

    StaticFiles files() throws IOException {
        return StaticFiles.of(root);
    }

    Path put(String name, String content) throws IOException {
        return put(name, content, CHANGED_MILLIS);
    }

    Path put(String name, String content, long changedMillis) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(changedMillis));
    }

    static Request get(String path, String... fields) {
        Request request = Request.get("h", path);
        for (int i = 0; i < fields.length; i += 2) {
            request = request.with(fields[i], fields[i + 1]);
        }
        return request;
    }

    static Request as(Method method, Request request) {
        return new Request(method, request.origin(), request.target(), request.fields(), Body.NONE);
    }

    WholeResponse fetch(Request request) {
        return world.await(world.connect().fetch(request, MAX_BYTES));
    }

    WholeResponse fetch(String path, String... fields) {
        return fetch(get(path, fields));
    }

    static int status(WholeResponse response) {
        return response.status().code();
    }

    static String field(WholeResponse response, String name) {
        Fields fields = response.head().fields();
        return String.join(" + ", fields.all(name));
    }
}

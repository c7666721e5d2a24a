package staunch.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.reactor.EventLoop;

/**
 * Serves the files below one folder to GET and HEAD: a folder by its index, everything else by its bytes, streamed, whole or
 * in the ranges asked for (RFC 9110 §14), and only if the conditions of the request hold (§13). A file whose type is a text
 * goes coded to whoever takes that (§12.5.3): as the file with the added ending {@code .br} or {@code .gz} that lies beside
 * it and is not older, or by gzip made on the way, which has no ranges.
 *
 * <p>What does not lie below the folder, by whatever encoding, dots or symbolic links it is asked for, is not found; nor is
 * what is hidden, by a dot at the beginning of its name or of a folder's above it, but for {@code .well-known} (RFC 8615):
 * {@code .git} and {@code .env} are not meant for the world, nor is what a link shows of them.
 *
 * <p>Files have a tag of size and time of change, which is weak until that time is a few seconds past, because until then
 * the file can change again without either showing it.
 *
 * <p>Files are looked up, opened and read on the connection's loop: meant for local disks. Immutable: each {@code with} makes a
 * copy. Any thread.
 */
public final class StaticFiles implements HttpHandler {
    /** How many ranges one answer holds by default. */
    public static final int DEFAULT_MAX_RANGES = 16;

    private static final String ALLOWED = "GET, HEAD, OPTIONS";

    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

    /** What the paths of all files begin with: nothing, or slash and name, once or several times. */
    private final String prefix;

    private final FileTree tree;
    private final FileSettings settings;

    private StaticFiles(String prefix, FileTree tree, FileSettings settings) {
        this.prefix = prefix;
        this.tree = tree;
        this.settings = settings;
    }

    /**
     * The files below a folder.
     *
     * @param root the folder
     * @throws IOException if it is not a folder that can be read
     */
    public static StaticFiles of(Path root) throws IOException {
        return new StaticFiles("", new FileTree(root), FileSettings.DEFAULT);
    }

    /**
     * A copy that serves the folder below a path: {@code /assets/logo.png} is its {@code logo.png}, if the prefix is {@code
     * /assets}, and what does not lie below that is not found. It is given such requests by {@code router.get("/assets/{path*}",
     * files)}, say; {@code /assets} itself, which needs a route of its own, is sent to {@code /assets/}.
     *
     * @param path of one or more names, each behind a slash, without one at the end; none begins with a dot, or needs to be
     *     percent-encoded. A request is to have it as it stands here
     * @throws IllegalArgumentException if it is something else
     */
    public StaticFiles under(String path) {
        if (!PREFIX.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "files can be served under a path such as /assets or /v1/assets, not under " + path);
        }
        return new StaticFiles(path, tree, settings);
    }

    /** A copy that shows a folder by the file of that name in it; default {@code index.html}. */
    public StaticFiles withIndex(String name) {
        return new StaticFiles(prefix, tree, settings.withIndex(name));
    }

    /**
     * A copy that shows a folder without an index by a list of what is in it; default 0, which is not at all.
     *
     * @param maxEntries how many entries of a folder are looked at
     */
    public StaticFiles withListing(int maxEntries) {
        return new StaticFiles(prefix, tree, settings.withMaxListedEntries(maxEntries));
    }

    /**
     * A copy that sends this {@code Cache-Control} (RFC 9111 §5.2.2) with each file; default none, which leaves it to
     * caches how long they keep a file without asking.
     *
     * @throws IllegalArgumentException if it cannot be the value of a field
     */
    public StaticFiles withCacheControl(String value) {
        return new StaticFiles(prefix, tree, settings.withCacheControl(value));
    }

    /**
     * A copy with one more content type.
     *
     * @param ending of the names of files, without its dot, in any case
     * @param type the type
     * @throws IllegalArgumentException if it cannot be the value of a field
     */
    public StaticFiles withContentType(String ending, String type) {
        return new StaticFiles(prefix, tree, settings.withContentType(ending, type));
    }

    /** A copy that looks for coded files beside a text, or not; default true. */
    public StaticFiles withPrecompressed(boolean looked) {
        return new StaticFiles(prefix, tree, settings.withPrecompressed(looked));
    }

    /**
     * A copy with other bounds for gzip made on the way; default from 1 KiB, and 256 at once.
     *
     * @param minBytes shorter files go as they are
     * @param maxAtOnce how many files are compressed at once, at some 260 KiB of memory each; more go as they are
     */
    public StaticFiles withGzip(long minBytes, int maxAtOnce) {
        return new StaticFiles(prefix, tree, settings.withGzip(Optional.of(new Compression(minBytes, maxAtOnce))));
    }

    /** A copy that makes no gzip on the way. */
    public StaticFiles withoutGzip() {
        return new StaticFiles(prefix, tree, settings.withGzip(Optional.empty()));
    }

    /**
     * A copy that sends up to that many ranges in one answer; with more asked for, or overlapping ones, it sends the whole
     * file, as RFC 9110 §14.2 allows; default {@value #DEFAULT_MAX_RANGES}.
     *
     * @param max 0 for no ranges at all
     */
    public StaticFiles withMaxRanges(int max) {
        return new StaticFiles(prefix, tree, settings.withMaxRanges(max));
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Method method = exchange.request().method();
        if (method.equals(Method.OPTIONS)) {
            exchange.respond(Response.of(Status.NO_CONTENT).with("Allow", ALLOWED));
        } else if (method.equals(Method.GET) || method.equals(Method.HEAD)) {
            exchange.respond(answer(exchange));
        } else {
            exchange.respond(exchange.errorPage(Status.METHOD_NOT_ALLOWED, "files are read here, and nothing else")
                    .with("Allow", ALLOWED));
        }
    }

    private Response answer(Exchange exchange) throws IOException {
        return find(exchange).orElseGet(() -> exchange.errorPage(Status.NOT_FOUND, "there is no such file"));
    }

    private Optional<Response> find(Exchange exchange) throws IOException {
        RequestHead request = exchange.request();
        if (!request.path().startsWith(prefix)) {
            return Optional.empty();
        }
        String path = request.path().substring(prefix.length());
        if (path.isEmpty() && !prefix.isEmpty()) {
            return Optional.of(toSlash(request));
        }
        Optional<Path> named = tree.named(path);
        Optional<Path> real = named.flatMap(tree::real);
        if (named.isEmpty() || real.isEmpty()) {
            return Optional.empty();
        }
        boolean asFolder = path.endsWith("/");
        FileAnswer file = new FileAnswer(exchange, tree, settings);
        if (!Files.isDirectory(real.get())) {
            return asFolder ? Optional.empty() : file.of(named.get());
        }
        if (!asFolder) {
            return Optional.of(toSlash(request));
        }
        Optional<Response> index = file.of(named.get().resolve(settings.index()));
        return index.isPresent() ? index : listing(request, path, exchange.loop(), real.get());
    }

    /** The path is one that names a folder, so it begins with one slash: with two it would name another host. */
    private static Response toSlash(RequestHead request) {
        String query = request.query().map(text -> "?" + text).orElse("");
        return Response.of(Status.MOVED_PERMANENTLY, "text/plain", Status.MOVED_PERMANENTLY + "\n")
                .with("Location", request.path() + "/" + query);
    }

    private Optional<Response> listing(RequestHead request, String path, EventLoop loop, Path folder)
            throws IOException {
        if (settings.maxListedEntries() == 0 || !Files.isReadable(folder)) {
            return Optional.empty();
        }
        String title = PercentEncoding.decodePath(path).orElseThrow();
        String html = FolderListing.html(tree, folder, title, settings.maxListedEntries());
        Response page = Response.of(Status.OK, "text/html", html);
        return Optional.of(settings.gzip()
                .map(gzip -> gzip.apply(request.fields(), page, loop))
                .orElse(page));
    }
}

package staunch.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.reactor.EventLoop;

/**
 * The answer to a GET or HEAD of one file.
 *
 * <pre>
 *  which form of it   the file, a sibling that is coded already, or gzip made on the way: Accept-Encoding
 *  whether at all     412, 304: {@link Preconditions}
 *  how much of it     200, 206, 416: {@link RangeRequest}; always whole if made on the way
 * </pre>
 */
final class FileAnswer {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BOUNDARY_BYTES = 16;

    private final Exchange exchange;
    private final RequestHead request;
    private final EventLoop loop;
    private final FileTree tree;
    private final FileSettings settings;

    FileAnswer(Exchange exchange, FileTree tree, FileSettings settings) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.loop = exchange.loop();
        this.tree = tree;
        this.settings = settings;
    }

    /**
     * One form of a file.
     *
     * @param file its bytes
     * @param validators what tells its states apart
     * @param type the content type of the file
     * @param head what the head of an answer says of it, whatever its status
     * @param madeOnTheWay whether it goes by gzip that is made while it is sent
     */
    private record Form(OpenedFile file, Validators validators, String type, Fields head, boolean madeOnTheWay) {}

    /** Empty if there is no such file. */
    Optional<Response> of(Path named) throws IOException {
        Optional<Form> form = form(named);
        if (form.isEmpty()) {
            return Optional.empty();
        }
        boolean answered = false;
        try {
            Response response = conditional(form.get());
            answered = response.body() instanceof Body.Produced;
            return Optional.of(response);
        } finally {
            if (!answered) {
                form.get().file().close();
            }
        }
    }

    // ---- which form of it ----

    private Optional<Form> form(Path named) throws IOException {
        Optional<OpenedFile> opened = open(named);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        OpenedFile plain = opened.get();
        String type = settings.types().of(named.getFileName().toString());
        Map<FileCoding, Path> siblings = siblings(named, plain, type);
        boolean canBeMade = !siblings.containsKey(FileCoding.GZIP) && canBeMade(type, plain.sizeBytes());
        Fields.Builder head = Fields.builder().addAll(settings.cacheControl());
        if (canBeMade || !siblings.isEmpty()) {
            head.add("Vary", "Accept-Encoding");
        }
        Optional<FileCoding> coding = best(siblings, canBeMade);
        Optional<OpenedFile> coded = coding.isPresent() && siblings.containsKey(coding.get())
                ? openedIfPossible(siblings.get(coding.get()))
                : Optional.empty();
        if (coded.isPresent()) {
            plain.close();
            head.add("Content-Encoding", coding.get().token());
            Validators validators = coded.get().validators(loop.epochMillis()).coded(coding.get());
            return Optional.of(new Form(coded.get(), validators, type, head.build(), false));
        }
        boolean made = canBeMade && coding.filter(FileCoding.GZIP::equals).isPresent();
        Validators validators = plain.validators(loop.epochMillis());
        return Optional.of(new Form(plain, made ? validators.weakened() : validators, type, head.build(), made));
    }

    private Optional<OpenedFile> open(Path named) throws IOException {
        Optional<Path> real = tree.real(named);
        return real.isPresent() ? OpenedFile.at(real.get()) : Optional.empty();
    }

    /** Where one descriptor is all there was, the file goes uncoded rather than not at all. */
    private static Optional<OpenedFile> openedIfPossible(Path sibling) {
        try {
            return OpenedFile.at(sibling);
        } catch (IOException notToBeHad) {
            return Optional.empty();
        }
    }

    private boolean canBeMade(String type, long sizeBytes) {
        return settings.gzip()
                .filter(gzip -> gzip.suits(type, OptionalLong.of(sizeBytes)))
                .isPresent();
    }

    /** The files beside it that hold it coded; not those older than it, which somebody forgot to make anew. */
    private Map<FileCoding, Path> siblings(Path named, OpenedFile plain, String type) {
        Map<FileCoding, Path> siblings = new EnumMap<>(FileCoding.class);
        if (settings.precompressed() && Compression.pays(type)) {
            for (FileCoding coding : FileCoding.values()) {
                tree.real(named.resolveSibling(named.getFileName() + coding.ending()))
                        .filter(sibling -> isAsNew(sibling, plain))
                        .ifPresent(sibling -> siblings.put(coding, sibling));
            }
        }
        return siblings;
    }

    private static boolean isAsNew(Path sibling, OpenedFile plain) {
        try {
            return Files.isRegularFile(sibling)
                    && !Files.getLastModifiedTime(sibling, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(plain.changed());
        } catch (IOException gone) {
            return false;
        }
    }

    private Optional<FileCoding> best(Map<FileCoding, Path> siblings, boolean canBeMade) {
        EnumSet<FileCoding> offered = EnumSet.noneOf(FileCoding.class);
        offered.addAll(siblings.keySet());
        if (canBeMade) {
            offered.add(FileCoding.GZIP);
        }
        return new AcceptEncoding(request.fields()).best(offered);
    }

    // ---- whether at all ----

    private Response conditional(Form form) {
        Preconditions conditions =
                new Preconditions(request.fields(), form.validators(), Math.floorDiv(loop.epochMillis(), 1_000L));
        return switch (conditions.evaluate()) {
            case FAILED -> exchange.errorPage(Status.PRECONDITION_FAILED, "the file is not in the state asked for");
            case NOT_MODIFIED -> notModified(form);
            case PROCEED -> {
                List<String> ranges = request.fields().all("Range");
                boolean inPart = ranges.size() == 1
                        && request.method().equals(Method.GET)
                        && !form.madeOnTheWay()
                        && conditions.admitsRange();
                yield inPart ? ranged(form, ranges.get(0)) : whole(form);
            }
        };
    }

    /** Says what a cache needs for the copy it has (RFC 9110 §15.4.5), and nothing of the bytes. */
    private static Response notModified(Form form) {
        Fields.Builder fields = form.head().toBuilder().remove("Content-Encoding");
        return new Response(
                Status.NOT_MODIFIED,
                fields.add("ETag", form.validators().tag().toString()).build(),
                Body.NONE);
    }

    // ---- how much of it ----

    private Response whole(Form form) {
        FileBody.Piece all = new FileBody.Piece(new byte[0], 0, form.file().sizeBytes());
        Response whole = parts(Status.OK, form, form.type(), List.of(all));
        return form.madeOnTheWay() ? settings.gzip().orElseThrow().apply(request.fields(), whole, loop) : whole;
    }

    private Response ranged(Form form, String range) {
        long sizeBytes = form.file().sizeBytes();
        RangeRequest asked = RangeRequest.parse(range, sizeBytes, settings.maxRanges());
        return switch (asked.outcome()) {
            case WHOLE -> whole(form);
            case UNSATISFIABLE ->
                exchange.errorPage(Status.RANGE_NOT_SATISFIABLE, "the file has " + sizeBytes + " bytes")
                        .with("Content-Range", "bytes */" + sizeBytes)
                        .with("Accept-Ranges", "bytes");
            case PARTS ->
                asked.ranges().size() == 1 ? single(form, asked.ranges().get(0)) : multiple(form, asked.ranges());
        };
    }

    private Response single(Form form, ByteRange range) {
        return parts(Status.PARTIAL_CONTENT, form, form.type(), List.of(FileBody.Piece.of(range)))
                .with("Content-Range", range.in(form.file().sizeBytes()));
    }

    private Response multiple(Form form, List<ByteRange> ranges) {
        byte[] random = new byte[BOUNDARY_BYTES];
        RANDOM.nextBytes(random);
        String boundary = HexFormat.of().formatHex(random);
        List<FileBody.Piece> pieces =
                MultipartRanges.pieces(boundary, form.type(), form.file().sizeBytes(), ranges);
        return parts(Status.PARTIAL_CONTENT, form, MultipartRanges.contentType(boundary), pieces);
    }

    private Response parts(Status status, Form form, String type, List<FileBody.Piece> pieces) {
        Fields.Builder fields = Fields.builder().add("Content-Type", type).addAll(form.head());
        form.validators().addTo(fields);
        if (settings.maxRanges() > 0) {
            fields.add("Accept-Ranges", "bytes");
        }
        return new Response(
                status,
                fields.build(),
                new Body.Produced(OptionalLong.of(FileBody.lengthOf(pieces)), new FileBody(form.file(), pieces, loop)));
    }
}

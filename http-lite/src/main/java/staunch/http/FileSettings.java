package staunch.http;

import java.util.Optional;
import staunch.http.codec.Fields;

/** How {@link StaticFiles} serves; what each means is said there. */
record FileSettings(
        String index,
        Fields cacheControl,
        ContentTypes types,
        boolean precompressed,
        Optional<Compression> gzip,
        int maxRanges,
        int maxListedEntries) {
    static final FileSettings DEFAULT = new FileSettings(
            "index.html",
            Fields.empty(),
            ContentTypes.DEFAULT,
            true,
            Optional.of(new Compression(Compression.DEFAULT_MIN_BYTES, Compression.DEFAULT_MAX_AT_ONCE)),
            StaticFiles.DEFAULT_MAX_RANGES,
            0);

    FileSettings {
        if (index.isEmpty() || index.contains("/") || FileTree.isHidden(index)) {
            throw new IllegalArgumentException("an index is the name of one file that is not hidden, not " + index);
        }
        if (maxRanges < 0 || maxListedEntries < 0) {
            throw new IllegalArgumentException("maxRanges and maxListedEntries must not be negative");
        }
    }

    FileSettings withIndex(String other) {
        return new FileSettings(other, cacheControl, types, precompressed, gzip, maxRanges, maxListedEntries);
    }

    FileSettings withCacheControl(String value) {
        Fields other = Fields.of("Cache-Control", value);
        return new FileSettings(index, other, types, precompressed, gzip, maxRanges, maxListedEntries);
    }

    FileSettings withContentType(String ending, String type) {
        Fields.of("Content-Type", type); // throws if that cannot be sent
        ContentTypes more = types.with(ending, type);
        return new FileSettings(index, cacheControl, more, precompressed, gzip, maxRanges, maxListedEntries);
    }

    FileSettings withPrecompressed(boolean looked) {
        return new FileSettings(index, cacheControl, types, looked, gzip, maxRanges, maxListedEntries);
    }

    FileSettings withGzip(Optional<Compression> other) {
        return new FileSettings(index, cacheControl, types, precompressed, other, maxRanges, maxListedEntries);
    }

    FileSettings withMaxRanges(int max) {
        return new FileSettings(index, cacheControl, types, precompressed, gzip, max, maxListedEntries);
    }

    FileSettings withMaxListedEntries(int max) {
        return new FileSettings(index, cacheControl, types, precompressed, gzip, maxRanges, max);
    }
}
